package dev.contextbudget.dialect.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Steps;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work is linear in the bytes, whatever they are, and base64 costs what is asked of it. */
class HostileMediaTest {
  private static final int SMALL = 1 << 12;
  private static final int LARGE = 1 << 16;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "()",
        "<<",
        "<< >>",
        "<",
        "/",
        "/Type",
        "/Type /Page ",
        "%",
        "%\n",
        "[",
        "9",
        "9 ",
        "stream ",
        "endstream ",
        "<< /Length 9 >> stream ",
        "<</Length 0>>stream\nendstream ",
        "1 0 obj <</Type/Page>> ",
        "obj ",
        "(\\",
        "endstrea"
      })
  void countsPagesInLinearTime(String unit) {
    assertLinear(MediaWork.COUNTING_PAGES, "%PDF-1.7\n", unit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00FF\u00D8|\u00FF",
        "\u00FF\u00D8|\u00FF\u00D0",
        "\u00FF\u00D8|\u00FF\u00E0\0\u0002",
        "\u00FF\u00D8|\u00FF\u00E1\0\u0018Exif\0\0MM\0*\0\0\0\u0008\u00FF\u00FF......",
        "\0\0\0\u0010ftypavif....|\0\0\0\u0008free",
        "\0\0\0\u0010ftypavif....|\0\0\0\0meta....",
        "\0\0\0\u0010ftypavif....|\0\0\u0001\0meta....\0\0\u0001\0iprp\0\0\0\0ipco\0\0\0\u0008ispe"
      })
  void readsHeadersInLinearTime(String startAndUnit) {
    String[] parts = startAndUnit.split("\\|");
    assertLinear(MediaWork.READING_A_HEADER, parts[0], parts[1]);
  }

  private static void assertLinear(MediaWork work, String start, String unit) {
    long few = Steps.of(work, repeated(start, unit, SMALL));
    long many = Steps.of(work, repeated(start, unit, LARGE));

    assertTrue(few > 0 && many <= 17 * few, "%d steps, %d".formatted(few, many));
  }

  @Test
  void decodesNoMoreThanIsAskedFor() {
    assertEquals(
        Steps.of(MediaWork.DECODING_A_LITTLE, repeated("", "QUJD", SMALL)),
        Steps.of(MediaWork.DECODING_A_LITTLE, repeated("", "QUJD", LARGE)));
  }

  private static byte[] repeated(String start, String unit, int bytes) {
    String text = start + unit.repeat(bytes / unit.length());
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
