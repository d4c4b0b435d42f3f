package dev.contextbudget.core.compact;

/** What a single word is, by its characters. */
enum WordKind {
  /** A path, URL or e-mail address. */
  ADDRESS,
  /** Letters with digits, underscores, or at least five digits. */
  ID,
  /** A number, amount, time or date. */
  NUMBER,
  /** Starts with a capital. */
  CAPITALISED,
  /** Of a script that writes without spaces. */
  UNSPACED,
  /** Any other. */
  PLAIN;

  /** Most prices, years and counts have fewer digits, most references have more. */
  private static final int MIN_ID_DIGITS = 5;

  static WordKind of(String text, int start, int end) {
    int digits = 0;
    int slashes = 0;
    boolean letter = false;
    boolean underscore = false;
    boolean dot = false;
    boolean at = false;
    boolean amount = !Character.isDigit(text.charAt(start)); // a currency sign
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      digits += Character.isDigit(c) ? 1 : 0;
      slashes += c == '/' || c == '\\' ? 1 : 0;
      letter |= Character.isLetter(c);
      underscore |= c == '_';
      dot |= c == '.';
      at |= c == '@';
      amount |= c == ',' || c == '.' || c == '%';
    }
    int first = text.codePointAt(start);
    if (NormalText.isUnspaced(first)) {
      return UNSPACED;
    }
    boolean path = slashes > 1 || (slashes == 1 && (dot || digits > 0 || first == '/'));
    if (letter && (at || path)) {
      return ADDRESS;
    }
    boolean id =
        letter ? digits > 0 && !isMeasure(text, start, end) : digits >= MIN_ID_DIGITS && !amount;
    if (underscore || id) {
      return ID;
    }
    if (digits > 0) {
      return NUMBER;
    }
    return Character.isUpperCase(first) || Character.isTitleCase(first) ? CAPITALISED : PLAIN;
  }

  /** Returns true for digits with at most two letters behind them: {@code 9th}, {@code 5pm}. */
  private static boolean isMeasure(String text, int start, int end) {
    int i = start;
    while (i < end && !Character.isLetter(text.charAt(i))) {
      i++;
    }
    return i > start && end - i <= 2;
  }
}
