package dev.contextbudget.tokenizer.split;

/**
 * The English endings {@code 's 't 're 've 'm 'll 'd}, which the patterns take for themselves.
 *
 * <p>Where case is folded, {@code 's} is also an apostrophe with the long s, U+017F, whose capital
 * is S: the one character outside ASCII that folds to a letter of these endings.
 */
final class Contraction {
  private Contraction() {}

  /** {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)}: its length in bytes at {@code at}, or 0. */
  static int length(byte[] text, int at, int end) {
    if (end - at < 2 || text[at] != '\'') {
      return 0;
    }
    if (text[at + 1] == (byte) 0xC5) { // the long s is C5 BF
      return text[at + 2] == (byte) 0xBF ? 3 : 0;
    }
    int third = end - at > 2 ? text[at + 2] | 0x20 : 0;
    return letters(text[at + 1] | 0x20, third);
  }

  /** {@code '(?:[sdmt]|ll|ve|re)}, small letters only: its length in bytes at {@code at}, or 0. */
  static int smallLength(byte[] text, int at, int end) {
    if (end - at < 2 || text[at] != '\'') {
      return 0;
    }
    return letters(text[at + 1], end - at > 2 ? text[at + 2] : 0);
  }

  private static int letters(int second, int third) {
    return switch (second) {
      case 's', 't', 'm', 'd' -> 2;
      case 'l' -> third == 'l' ? 3 : 0;
      case 'v', 'r' -> third == 'e' ? 3 : 0;
      default -> 0;
    };
  }
}
