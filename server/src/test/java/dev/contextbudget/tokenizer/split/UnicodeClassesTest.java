package dev.contextbudget.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UnicodeClassesTest {

  /** Between Unicode 13 (JDK 17) and 16 two signs became of the script Han; else classes stay. */
  @Test
  void areThoseOfTheJvmWhereItKnowsTheCharacter() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      boolean became = codePoint == 0x16FE2 || codePoint == 0x16FE3;
      if (Character.isDefined(codePoint) && !became) {
        assertTrue(JvmClasses.agree(codePoint), Integer.toHexString(codePoint));
      }
    }
  }

  @Test
  void areAllThoseOfAJvmOfTheSameUnicode() {
    boolean unicode16 = Character.getType(0x1C89) == Character.UPPERCASE_LETTER;
    boolean unicode17 = Character.isDefined(0x11B60);
    for (int codePoint = 0; unicode16 && !unicode17 && codePoint < 0x110000; codePoint++) {
      assertTrue(JvmClasses.agree(codePoint), Integer.toHexString(codePoint));
    }
  }

  @Test
  void areReadFromUtf8WithTheLength() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < 0xD800 || codePoint > 0xDFFF) {
        byte[] utf8 =
            new StringBuilder(".")
                .appendCodePoint(codePoint)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        int expected = UnicodeClasses.of(codePoint) + 32 * (utf8.length - 1);
        assertEquals(expected, UnicodeClasses.at(utf8, 1), Integer.toHexString(codePoint));
      }
    }
  }

  @Test
  void callOnlyCrAndLfNewlines() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      assertEquals(
          codePoint == '\n' || codePoint == '\r',
          UnicodeClasses.of(codePoint) == UnicodeClasses.NEWLINE);
    }
  }
}
