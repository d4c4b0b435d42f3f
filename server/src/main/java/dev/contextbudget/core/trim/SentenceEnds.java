package dev.contextbudget.core.trim;

import static dev.contextbudget.core.trim.CodePoints.isIn;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Locale;
import java.util.Set;

/**
 * Tells where sentences end, in every script that marks it.
 *
 * <p>Full stops of scripts that write without spaces end a sentence wherever they stand; {@code . !
 * ?} only before white space. A full stop after an abbreviation, an initial or a list number, or
 * before a lower-case word, ends nothing: a sentence that is missed costs less than one that is
 * torn. Thai and its neighbours mark the end by a space alone.
 *
 * <p>Looks at {@value #LOOK_BACK_BYTES} bytes before the place and at one code point behind it.
 */
final class SentenceEnds {
  private static final int LOOK_BACK_BYTES = 48;

  /** Written with a full stop and followed by a capital or a number as a rule. */
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "mr", "mrs", "ms", "dr", "prof", "st", "mt", "vs", "etc", "no", "nr", "fig", "eq", "sec",
          "vol", "ed", "eds", "al", "inc", "ltd", "co", "corp", "jr", "sr", "dept", "approx", "est",
          "gen", "col", "sgt", "capt", "rev", "hon", "bzw", "ca", "bd", "str", "tel", "sra", "dra",
          "art", "cf", "pp");

  private SentenceEnds() {}

  /**
   * Returns true if a sentence ends at {@code end}, where white space or the end of the text
   * follows.
   *
   * @param end end of the last code point that is not white space
   * @param next start of the next code point that is not white space; the length of the text if
   *     none
   */
  static boolean beforeSpace(Utf8Text text, int end, int next) {
    int stop = skipClosing(text, end);
    if (stop <= 0) {
      return false;
    }
    int last = CodePoints.before(text, stop);
    if (isUnspacedStop(last) || last == '!' || last == '?' || last == 0x2026) {
      return true;
    }
    int following = next < text.length() ? CodePoints.at(text, next) : -1;
    if (last == '.') {
      return !Character.isLowerCase(following) && !isAbbreviated(text, stop - 1);
    }
    return isSpacelessScript(last) && following >= 0 && isSpacelessScript(following);
  }

  /** Returns true if a sentence ends at {@code place}, though no white space follows. */
  static boolean withoutSpace(Utf8Text text, int place) {
    int stop = skipClosing(text, place);
    if (stop <= 0 || !isUnspacedStop(CodePoints.before(text, stop))) {
      return false;
    }
    int following = CodePoints.at(text, place);
    return !isUnspacedStop(following) && !isClosing(following) && !isAsciiStop(following);
  }

  private static boolean isAsciiStop(int codePoint) {
    return codePoint == '.' || codePoint == '!' || codePoint == '?';
  }

  private static int skipClosing(Utf8Text text, int end) {
    int stop = end;
    int floor = Math.max(0, end - LOOK_BACK_BYTES);
    while (stop > floor && isClosing(CodePoints.before(text, stop))) {
      stop = CodePoints.startBefore(text, stop);
    }
    return stop;
  }

  static boolean isClosing(int codePoint) {
    return codePoint == '"'
        || codePoint == '\''
        || codePoint == '*' // Markdown emphasis
        || codePoint == '_'
        || switch (Character.getType(codePoint)) {
          case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
          default -> false;
        };
  }

  /** Stops of scripts that need no space behind them: CJK, Indic, Ethiopic, Arabic and others. */
  static boolean isUnspacedStop(int codePoint) {
    return switch (codePoint) {
      case 0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61 -> true; // CJK
      case 0x0964, 0x0965 -> true; // danda, double danda
      case 0x061F, 0x06D4, 0x061E -> true; // Arabic, Urdu
      case 0x0589, 0x1362, 0x1367, 0x17D4, 0x17D5, 0x104A, 0x104B, 0x0F0D, 0x0F0E -> true;
      case 0x203C, 0x203D, 0x2047, 0x2048, 0x2049 -> true;
      default -> false;
    };
  }

  private static boolean isSpacelessScript(int codePoint) {
    if (codePoint < 0x0E00 || codePoint > 0x17FF) {
      return false;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  /**
   * Returns true if the full stop at {@code stop} closes an abbreviation, initial or list number.
   */
  private static boolean isAbbreviated(Utf8Text text, int stop) {
    int start = stop;
    int floor = Math.max(0, stop - LOOK_BACK_BYTES);
    while (start > floor && isWordByte(text.byteAt(start - 1))) {
      start--;
    }
    String word = text.slice(start, stop).decode().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return false;
    }
    boolean initials = true; // e.g, i.e, u.s, J
    boolean digits = true;
    for (int i = 0; i < word.length(); i++) {
      initials &= i % 2 == 0 ? Character.isLetter(word.charAt(i)) : word.charAt(i) == '.';
      digits &= word.charAt(i) >= '0' && word.charAt(i) <= '9';
    }
    boolean atLineStart = start == 0 || text.byteAt(start - 1) == '\n';
    return (initials && word.length() % 2 == 1)
        || (digits && atLineStart)
        || ABBREVIATIONS.contains(word);
  }

  private static boolean isWordByte(byte b) {
    return isIn(b, '0', '9') || isIn(b, 'a', 'z') || isIn(b, 'A', 'Z') || b == '.';
  }
}
