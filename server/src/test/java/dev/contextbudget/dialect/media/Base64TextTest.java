package dev.contextbudget.dialect.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Base64 as bodies have it, against the JDK's encoders. */
class Base64TextTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void decodesAsMuchAsIsAskedFor(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    Base64.Encoder encoder =
        switch (random.nextInt(3)) {
          case 0 -> Base64.getEncoder();
          case 1 -> Base64.getUrlEncoder();
          default -> Base64.getMimeEncoder(4 * random.nextInt(1, 20), "\r\n".getBytes());
        };
    String text = (random.nextBoolean() ? encoder : encoder.withoutPadding()).encodeToString(bytes);
    if (random.nextBoolean()) { // as a raw slice of a JSON string
      text = text.replace("/", "\\/").replace("\r", "\\r").replace("\n", "\\n");
    }
    int most = random.nextInt(bytes.length + 5);

    byte[] decoded = decode(text, most);

    assertArrayEquals(Arrays.copyOf(bytes, Math.min(most, bytes.length)), decoded);
    assertArrayEquals(bytes, decode(text, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"QUJD,ABC", "QUJD!QUJD,ABC", "QUI=QUJD,AB", "QUJDR,ABC", "QUJD\\u0041,ABC", "!,''"})
  void endsWhereTheTextIsNoBase64(String text, String expected) {
    assertArrayEquals(expected.getBytes(), decode(text, 100));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String signs = "AQz09+/-_= \n\\nr\"é字";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(signs.charAt(random.nextInt(signs.length())));
    }
    byte[] ignored = decode(text.toString(), random.nextInt(40));
  }

  private static byte[] decode(String text, int most) {
    return new Base64Text(Utf8Text.of(text)).decode(most);
  }

  @ParameterizedTest
  @CsvSource({
    "'data:image/png;base64,QUJD', image/png",
    "'DATA:Image/PNG;Base64,QUJD', image/png",
    "'data:text/plain;charset=utf-8;base64,QUJD', text/plain",
    "'data:;base64,QUJD', text/plain",
    "'data:application/pdf;name=a.pdf;base64,QUJD', application/pdf",
  })
  void readsDataUrls(String url, String mediaType) {
    DataUrl data = DataUrl.parse(Utf8Text.of(url)).orElseThrow();

    assertEquals(mediaType, data.mediaType());
    assertArrayEquals("ABC".getBytes(), data.data().decode(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "data:",
        "data:,",
        "data:image/png,abc",
        "data:image/png;base64",
        "image/png;base64,QUJD",
        "https://example.com/a.png",
        "https://example.com/;base64,QUJD",
        " data:image/png;base64,QUJD",
        "data:base64,QUJD",
        "data:image/png;base64;charset=x,QUJD",
        "é,"
      })
  void otherTextsAreNoDataUrls(String text) {
    assertEquals(Optional.empty(), DataUrl.parse(Utf8Text.of(text)));
  }

  @Test
  void looksForTheDataNearTheBeginningOnly() {
    String url = "data:a/b;x=" + "y".repeat(600) + ";base64,QUJD";

    assertEquals(Optional.empty(), DataUrl.parse(Utf8Text.of(url)));
  }
}
