package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.HANS;
import static dev.contextbudget.tokenizer.split.ClassSet.LOWER_LIKE;
import static dev.contextbudget.tokenizer.split.ClassSet.NEWLINES;
import static dev.contextbudget.tokenizer.split.ClassSet.NO_SPACE_LETTER_NUMBER;
import static dev.contextbudget.tokenizer.split.ClassSet.NUMBERS;
import static dev.contextbudget.tokenizer.split.ClassSet.SPACES;
import static dev.contextbudget.tokenizer.split.ClassSet.UPPER_LIKE;
import static dev.contextbudget.tokenizer.split.ClassSet.has;

import dev.contextbudget.tokenizer.split.WordRules.Contractions;

/**
 * The pattern of o200k and those made after it: a word is capitals and then small letters, so that
 * {@code helloWorld} is two.
 *
 * <pre>
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
 * \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+</pre>
 */
final class CasedWordSplitter extends PieceSplitter {
  private final WordRules rules;
  private final int upper;
  private final int lower;
  private final int apart;

  CasedWordSplitter(WordRules rules) {
    this.rules = rules;
    this.apart = rules.hanApart() ? HANS : 0;
    this.upper = UPPER_LIKE & rules.letters();
    this.lower = LOWER_LIKE & rules.letters();
  }

  /**
   * A mark may be the one character before a word as well as its first letter. Both give the same
   * piece, so it is taken for a letter.
   */
  @Override
  int pieceEnd(byte[] text, int at, int end) {
    int c = UnicodeClasses.at(text, at);
    if (has(upper | lower, c)) {
      return wordEnd(text, at, end);
    }
    if (has(apart, c)) {
      return Run.of(HANS, text, at, end);
    }
    if (has(NUMBERS, c)) {
      return Run.ofNumbers(rules.mostNumbers(), text, at, end);
    }
    int next = at + (c >>> 5);
    int second = next < end && !has(NEWLINES, c) ? UnicodeClasses.at(text, next) : c;
    if (has(upper | lower, second)) {
      return wordEnd(text, next, end);
    }
    if (!has(SPACES, c) || (text[at] == ' ' && has(NO_SPACE_LETTER_NUMBER, second))) {
      int tail = Run.of(NO_SPACE_LETTER_NUMBER, text, next, end);
      return Run.ofNewlines(rules.slashTail(), text, tail, end);
    }
    return Run.ofSpaces(text, at, end);
  }

  private int wordEnd(byte[] text, int at, int end) {
    int letters = lettersEnd(text, at, end);
    return rules.contractions() == Contractions.JOINED
        ? letters + Contraction.length(text, letters, end)
        : letters;
  }

  /**
   * Capitals, then small letters. What is neither upper nor lower case counts as both. So if no
   * small letter follows the capitals, the first half of the pattern steps back to the last of them
   * that may also count as small; only without one does the second half take the capitals alone.
   */
  private int lettersEnd(byte[] text, int at, int end) {
    int capitals = Run.of(upper, text, at, end);
    int small = Run.of(lower, text, capitals, end);
    if (small > capitals) {
      return small;
    }
    int caseless = capitals;
    while (caseless > at) {
      int last = Run.lastOf(text, caseless);
      if (has(lower, UnicodeClasses.at(text, last))) {
        return caseless;
      }
      caseless = last;
    }
    return capitals;
  }
}
