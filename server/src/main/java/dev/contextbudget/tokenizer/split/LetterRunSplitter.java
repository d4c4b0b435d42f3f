package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.NEWLINES;
import static dev.contextbudget.tokenizer.split.ClassSet.NUMBERS;
import static dev.contextbudget.tokenizer.split.ClassSet.SPACES;
import static dev.contextbudget.tokenizer.split.ClassSet.has;

/**
 * The pattern of cl100k and those made after it: a word is a run of letters of any case, with one
 * character before it that is no letter, number or newline.
 *
 * <pre>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|
 * \s*[\r\n]+|\s+(?!\S)|\s+</pre>
 */
final class LetterRunSplitter extends PieceSplitter {
  private final int letters;
  private final int signs;
  private final int mostNumbers;

  LetterRunSplitter(WordRules rules) {
    this.letters = rules.letters();
    this.signs = rules.signs();
    this.mostNumbers = rules.mostNumbers();
  }

  @Override
  int pieceEnd(byte[] text, int at, int end) {
    int contraction = Contraction.length(text, at, end);
    if (contraction > 0) {
      return at + contraction;
    }
    int c = UnicodeClasses.at(text, at);
    int next = at + (c >>> 5);
    if (has(letters, c)) {
      return Run.of(letters, text, next, end);
    }
    if (has(NUMBERS, c)) {
      return Run.ofNumbers(mostNumbers, text, at, end);
    }
    int second = next < end && !has(NEWLINES, c) ? UnicodeClasses.at(text, next) : c;
    if (has(letters, second)) {
      return Run.of(letters, text, next, end);
    }
    if (!has(SPACES, c) || (text[at] == ' ' && has(signs, second))) {
      int tail = Run.of(signs, text, next, end);
      return Run.ofNewlines(false, text, tail, end);
    }
    return Run.ofSpaces(text, at, end);
  }
}
