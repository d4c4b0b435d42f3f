package dev.contextbudget.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CheckTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  private static boolean byTheJdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Inside of other bytes, so that one that is looked at beyond the range would be seen. */
  private static boolean isUtf8(byte[] bytes) {
    byte[] around = new byte[bytes.length + 12];
    Arrays.fill(around, (byte) 0x80);
    System.arraycopy(bytes, 0, around, 5, bytes.length);
    return Utf8Check.isUtf8(around, 5, 5 + bytes.length);
  }

  private static void assertAsTheJdk(byte[] bytes) {
    assertEquals(byTheJdk(bytes), isUtf8(bytes), () -> HexFormat.of().formatHex(bytes));
  }

  /** All of one and two bytes; of three and four, all beginnings with the ends of each range. */
  @Test
  void shortOnesAreAsTheJdkHasThem() {
    byte[] last = {0x00, 0x7F, (byte) 0x80, (byte) 0xBF, (byte) 0xC0, (byte) 0xFF};
    for (int i = 0; i < 1 << 16; i++) {
      byte lead = (byte) (i >> 8);
      byte second = (byte) i;
      assertAsTheJdk(new byte[] {lead, second});
      for (byte third : last) {
        if (lead < 0 && (lead & 0xFF) >= 0xC0) {
          assertAsTheJdk(new byte[] {lead, second, third});
          assertAsTheJdk(new byte[] {lead, second, third, (byte) 0x80});
          assertAsTheJdk(new byte[] {lead, second, (byte) 0x80, third});
        }
      }
    }
    for (int i = 0; i < 1 << 8; i++) {
      assertAsTheJdk(new byte[] {(byte) i});
    }
  }

  @Test
  void everyCodePointIsOne() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        assertEquals(true, Utf8Check.isUtf8(bytes, 0, bytes.length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "e08080",
        "f0808080",
        "eda080",
        "edbfbf",
        "f4908080",
        "f5808080",
        "fe",
        "80"
      })
  void whatIsNoCodePointIsNone(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThrows(CharacterCodingException.class, () -> Utf8Text.checked(bytes));
  }

  /** Runs of ASCII of every length before, behind and between others, then a byte or a cut. */
  @ParameterizedTest
  @MethodSource("seeds")
  void longOnesAreAsTheJdkHasThem(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int run = random.nextInt(8); run >= 0; run--) {
      text.append("x".repeat(random.nextInt(80)));
      int most = new int[] {0x80, 0x800, 0xD800, Character.MAX_CODE_POINT}[random.nextInt(4)];
      random.ints(random.nextInt(4), 0, most).forEach(text::appendCodePoint);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    assertAsTheJdk(bytes);
    for (int i = 0; i < 100 && bytes.length > 0; i++) {
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      assertAsTheJdk(damaged);
    }
  }
}
