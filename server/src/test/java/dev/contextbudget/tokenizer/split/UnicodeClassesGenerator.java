package dev.contextbudget.tokenizer.split;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the resource of {@link UnicodeClasses} from the classes of the running JVM, which must be
 * of Unicode 16 (JDK 24 or 25):
 *
 * <pre>
 * java -cp server/target/test-classes:server/target/classes \
 *   dev.contextbudget.tokenizer.split.UnicodeClassesGenerator \
 *   server/src/main/resources/dev/contextbudget/tokenizer/split/unicode-16-classes.txt
 * </pre>
 */
final class UnicodeClassesGenerator {
  private static final String HEADER =
      """
      # Classes of all code points at Unicode 16.0, made by UnicodeClassesGenerator from JDK 25's
      # java.lang.Character. Derived from the Unicode Character Database, Copyright (c) 1991-2024
      # Unicode, Inc., under the Unicode License V3 (https://www.unicode.org/license.txt).
      #
      # Each line begins a run: its first code point, and the class of all up to the next line's.
      #   U Lu Lt   L Ll   X Lm Lo   M Mn Mc Me   N Nd Nl No   W White_Space
      #   P Pc Pd Ps Pe Pi Pf Po   S Sm Sc Sk So   O the rest;   h = of the script Han
      """;

  private UnicodeClassesGenerator() {}

  public static void main(String[] args) throws IOException {
    // U+1C89 came with Unicode 16; no JDK of a later Unicode may rewrite the file unnoticed.
    if (Character.getType(0x1C89) != Character.UPPERCASE_LETTER
        || Runtime.version().feature() > 25) {
      throw new IllegalStateException("want a JDK of Unicode 16, this is " + Runtime.version());
    }
    StringBuilder lines = new StringBuilder(HEADER);
    String last = "";
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String code = code(codePoint);
      if (!code.equals(last)) {
        lines.append("%04X %s\n".formatted(codePoint, code));
        last = code;
      }
    }
    Files.writeString(Path.of(args[0]), lines, StandardCharsets.US_ASCII);
  }

  /** Returns how the resource writes the class that the running JVM gives a code point. */
  static String code(int codePoint) {
    boolean han = Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    return category(codePoint) + (han ? "h" : "");
  }

  private static String category(int codePoint) {
    if (isWhiteSpace(codePoint)) {
      return "W";
    }
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> "U";
      case Character.LOWERCASE_LETTER -> "L";
      case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> "X";
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          "M";
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> "N";
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          "P";
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          "S";
      default -> "O";
    };
  }

  /** White_Space: five controls, U+0085, and all separators. */
  private static boolean isWhiteSpace(int codePoint) {
    return (codePoint >= 9 && codePoint <= 13)
        || codePoint == 0x85
        || Character.isSpaceChar(codePoint);
  }
}
