package dev.contextbudget.tokenizer;

/**
 * Places where a text can be cut so that the tokens of the two halves are the tokens of the whole.
 *
 * <p>All bundled vocabularies first split a text into pieces by a pattern and never merge across
 * pieces. In each of the patterns a piece of letters or digits ends before anything that is neither
 * a letter, nor a digit, nor a mark, with one exception: the apostrophe, which begins a contraction
 * and belongs to the word in o200k. So between a letter or digit and such a character there is
 * always the end of a piece; what stands before it is split without looking past it, and what
 * stands behind it is split without looking back. Spaces, punctuation and line ends after words are
 * all of this kind.
 */
final class SafeCut {
  private SafeCut() {}

  /** Returns the last place in {@code text} at which it can be cut, or 0 if there is none. */
  static int lastIn(String text) {
    int next = -1;
    for (int i = text.length(); i > 0; ) {
      int previous = text.codePointBefore(i);
      if (next >= 0 && isWord(previous) && endsWord(next)) {
        return i;
      }
      next = previous;
      i -= Character.charCount(previous);
    }
    return 0;
  }

  private static boolean endsWord(int codePoint) {
    return codePoint != '\'' && !isWord(codePoint) && !isMark(Character.getType(codePoint));
  }

  private static boolean isWord(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetter(codePoint)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isMark(int type) {
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
