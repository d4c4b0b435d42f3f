package dev.contextbudget.lint;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Optional;

/**
 * A run of base64 in a text, in one line or in lines as MIME breaks them.
 *
 * <p>Random bytes give 26 capitals, 26 small letters and 10 digits in 64 signs. A run with at least
 * a third of each of those shares is base64; long words, paths and numbers are not.
 *
 * @param start first byte
 * @param end byte after the last
 */
record Base64Run(int start, int end) {
  /** A shorter run is a key or a hash, which a text may well hold. */
  private static final int MIN_BYTES = 256;

  /** MIME breaks lines at 76 signs, PEM at 64. */
  private static final int MIN_LINE_BYTES = 60;

  /**
   * Returns the first run in a text. O(n).
   *
   * @param stop asked every few thousand bytes
   */
  static Optional<Base64Run> find(Utf8Text text, StopSignal stop) {
    Pace pace = new Pace(0, stop);
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at, pace);
      if (end - at >= MIN_BYTES && isMixed(text, at, end)) {
        return Optional.of(new Base64Run(at, end));
      }
      at = end + 1;
    }
    return Optional.empty();
  }

  private static int end(Utf8Text text, int start, Pace pace) {
    int line = start;
    int at = start;
    while (at < text.length()) {
      pace.to(at);
      byte b = text.byteAt(at);
      if (b == '\n' && at - line >= MIN_LINE_BYTES) {
        line = at + 1;
      } else if (!isSign(b) && !(b == '\r' && at - line >= MIN_LINE_BYTES)) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static boolean isSign(byte b) {
    return isCapital(b)
        || isSmall(b)
        || isDigit(b)
        || b == '+'
        || b == '/'
        || b == '-'
        || b == '_'
        || b == '=';
  }

  private static boolean isMixed(Utf8Text text, int start, int end) {
    int capitals = 0;
    int smalls = 0;
    int digits = 0;
    for (int i = start; i < end; i++) {
      byte b = text.byteAt(i);
      capitals += isCapital(b) ? 1 : 0;
      smalls += isSmall(b) ? 1 : 0;
      digits += isDigit(b) ? 1 : 0;
    }
    int all = end - start;
    return capitals * 8 >= all && smalls * 8 >= all && digits * 20 >= all;
  }

  private static boolean isCapital(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  private static boolean isSmall(byte b) {
    return b >= 'a' && b <= 'z';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
