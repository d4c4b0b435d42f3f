package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.LETTERS;
import static dev.contextbudget.tokenizer.split.ClassSet.NO_SPACE_LETTER_NUMBER;
import static dev.contextbudget.tokenizer.split.ClassSet.NUMBERS;
import static dev.contextbudget.tokenizer.split.ClassSet.has;

/**
 * The pattern of GPT-2, r50k and p50k: words, numbers and signs, each with a space before it.
 *
 * <pre>'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre>
 */
final class Gpt2Splitter extends PieceSplitter {

  @Override
  int pieceEnd(byte[] text, int at, int end) {
    int contraction = Contraction.smallLength(text, at, end);
    if (contraction > 0) {
      return at + contraction;
    }
    int first = text[at] == ' ' && at + 1 < end ? at + 1 : at;
    int c = UnicodeClasses.at(text, first);
    if (has(LETTERS, c)) {
      return Run.of(LETTERS, text, first, end);
    }
    if (has(NUMBERS, c)) {
      return Run.of(NUMBERS, text, first, end);
    }
    if (has(NO_SPACE_LETTER_NUMBER, c)) {
      return Run.of(NO_SPACE_LETTER_NUMBER, text, first, end);
    }
    return Run.ofAnySpaces(text, at, end);
  }
}
