package dev.contextbudget.tokenizer.split;

/**
 * Finds the commonest characters of three bytes in the bit planes of a {@link Window}, at the place
 * of their first byte.
 *
 * <p>Looking up each character costs as much as all the rest of a window where 20 of 64 bytes begin
 * one, as in Chinese. Only what {@link UnicodeClasses} would say of whole ranges is said here
 * again; a test compares the two for every code point.
 */
final class EasternPlanes {
  private EasternPlanes() {}

  /**
   * Of leads of three bytes: those of U+4E00 to U+9FFF, of Hangul up to U+CFFF, and of kana. All
   * are Lo or Lm; what is left out is looked up.
   */
  static long letters(long b0, long b1, long b2, long b3, long b4, long b5) {
    long secondB = b5 & b4;
    long e4 = b2 & ~(b3 | b1 | b0) & (secondB & b3) >>> 1; // with B8 to BF
    long e5ToE7 = b2 & ~b3 & (b1 | b0);
    long e8E9 = b3 & ~(b2 | b1);
    long ea = b3 & b1 & ~(b2 | b0) & secondB >>> 1; // with B0 to BF
    long ebEc = b3 & ((~b2 & b1 & b0) | (b2 & ~(b1 | b0)));
    long e3 = b1 & b0 & ~(b3 | b2);
    return e4 | e5ToE7 | e8E9 | ea | ebEc | (e3 & kanaLetters(b0, b1, b2, b3, b4, b5));
  }

  /** By the place of the lead E3, whose second and third byte tell. */
  private static long kanaLetters(long b0, long b1, long b2, long b3, long b4, long b5) {
    long second = ~(b5 | b4 | b3 | b2) >>> 1;
    long low = b4 | b3 | b2 | b1 | b0;
    long not80 = b5 | low;
    long to96 = ~b5 & ~(b4 & (b3 | (b2 & b1 & b0)));
    long fromA1 = b5 & low;
    long notBb = ~(b5 & b4 & b3 & ~b2 & b1 & b0);
    long with81 = (~b1 & b0) >>> 1 & not80 >>> 2;
    long with82 = (b1 & ~b0) >>> 1 & (to96 | fromA1) >>> 2;
    long with83 = (b1 & b0) >>> 1 & notBb >>> 2;
    return second & (with81 | with82 | with83);
  }

  /** Of leads of three bytes: dashes and quotes, and the signs of Han and kana. */
  static long signs(long b0, long b1, long b2, long b3, long b4, long b5) {
    long none = ~(b5 | b4 | b3 | b2);
    long s80 = (none & ~(b1 | b0)) >>> 1;
    long sBc = (b5 & b4 & b3 & b2 & ~(b1 | b0)) >>> 1;
    long dash = (~b5 & b4) | (b5 & ~(b4 | b3)); // third bytes 90 to A7
    long comma = none & (b1 ^ b0); // 81, 82
    long bracket = ~b5 & (b4 | b3); // 88 to 9F
    long wide = ~(b5 | b4) & (b3 | b2 | b1 | b0); // 81 to 8F
    long e2 = ~(b3 | b2) & b1 & ~b0;
    long e3 = ~(b3 | b2) & b1 & b0;
    long ef = b3 & b2 & b1 & b0;
    return (e2 & s80 & dash >>> 2) | (e3 & s80 & (comma | bracket) >>> 2) | (ef & sBc & wide >>> 2);
  }
}
