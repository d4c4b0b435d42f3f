package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.UnicodeClasses.HAN;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.LETTER;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.LOWER;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.MARK;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.NEWLINE;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.NUMBER;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.OTHER;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.PUNCTUATION;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.SPACE;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.SYMBOL;
import static dev.contextbudget.tokenizer.split.UnicodeClasses.UPPER;

/**
 * Sets of classes as the patterns write them in brackets: an int with one bit for each class.
 *
 * <p>Whatever the script, unless the name says so.
 */
final class ClassSet {
  static final int SPACES = of(SPACE) | of(NEWLINE);
  static final int NEWLINES = of(NEWLINE);
  static final int NUMBERS = all(NUMBER);
  static final int MARKS = all(MARK);
  static final int LETTERS = of(UPPER) | of(LOWER) | all(LETTER);

  /** {@code [\p{P}\p{S}]}. */
  static final int SIGNS = all(PUNCTUATION) | all(SYMBOL);

  /** {@code [^\s\p{L}\p{N}]}. */
  static final int NO_SPACE_LETTER_NUMBER = all(OTHER) | MARKS | SIGNS;

  /** {@code [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]}. */
  static final int UPPER_LIKE = of(UPPER) | all(LETTER) | MARKS;

  /** {@code [\p{Ll}\p{Lm}\p{Lo}\p{M}]}. */
  static final int LOWER_LIKE = of(LOWER) | all(LETTER) | MARKS;

  /** What a word of o200k is made of. */
  static final int WORDS = UPPER_LIKE | LOWER_LIKE;

  /** {@code \p{Han}}. */
  static final int HANS = -1 << HAN;

  private ClassSet() {}

  /** Tells whether the set holds the class, which may carry a length as UnicodeClasses gives it. */
  static boolean has(int set, int classAndLength) {
    return (set >>> classAndLength & 1) != 0;
  }

  private static int of(int charClass) {
    return 1 << charClass;
  }

  private static int all(int charClass) {
    return of(charClass) | of(charClass + HAN);
  }
}
