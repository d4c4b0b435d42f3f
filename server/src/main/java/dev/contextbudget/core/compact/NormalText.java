package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import java.util.Locale;

/**
 * Texts as they are compared: lower case, one space for all that is neither letter nor digit.
 *
 * <p>Letters of scripts that write without spaces stand alone, so that a name is found inside a
 * sentence of such a script too. A mark belongs to the letter right before it; any other, such as
 * the one that makes a sign an emoji, is no letter.
 */
final class NormalText {
  private NormalText() {}

  /**
   * Returns the normal form of a text, without space at its ends. O(n).
   *
   * @param stop asked every few thousand characters
   */
  static String of(String text, StopSignal stop) {
    Pace pace = new Pace(0, stop);
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder normal = new StringBuilder(lower.length());
    boolean gap = false;
    boolean inWord = false;
    for (int i = 0; i < lower.length(); ) {
      pace.to(i);
      int codePoint = lower.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean alone = isUnspaced(codePoint);
      if (isMark(codePoint) && inWord) {
        normal.appendCodePoint(codePoint);
      } else if (alone || Character.isLetterOrDigit(codePoint)) {
        if ((gap || alone) && !normal.isEmpty()) {
          normal.append(' ');
        }
        normal.appendCodePoint(codePoint);
        gap = alone;
        inWord = true;
      } else {
        gap = true;
        inWord = false;
      }
    }
    return normal.toString();
  }

  /** Returns a normal form up to its first {@code words} words. */
  static String firstWords(String normal, int words) {
    int end = -1;
    for (int i = 0; i < words; i++) {
      end = normal.indexOf(' ', end + 1);
      if (end < 0) {
        return normal;
      }
    }
    return normal.substring(0, end);
  }

  static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> false;
    };
  }

  /** Returns true for letters of scripts that write without spaces. */
  static boolean isUnspaced(int codePoint) {
    if (codePoint < 0x0E00 || !Character.isLetter(codePoint)) {
      return false;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
