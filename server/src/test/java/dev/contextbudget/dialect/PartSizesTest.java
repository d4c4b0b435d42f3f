package dev.contextbudget.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What data says of itself is believed, a hint is believed more, and the rest is assumed. */
class PartSizesTest {
  private static final String TWO_PAGES =
      "%PDF-1.4\n3 0 obj << /Type /Page >> endobj\n4 0 obj << /Type /Page >> endobj\n%%EOF\n";

  private final PartSizes sizes = new PartSizes(TestModels.words(), Map.of());

  private static JsonValue part() throws JsonFault {
    byte[] json = "{\"type\": \"input_file\"}".getBytes(StandardCharsets.UTF_8);
    return JsonIndexer.index(json, StopSignal.NEVER).root();
  }

  private static Utf8Text base64(byte[] bytes) {
    return Utf8Text.of(Base64.getEncoder().encodeToString(bytes));
  }

  private static Utf8Text base64(String bytes) {
    return base64(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] png(int widthPixels, int heightPixels) {
    return ByteBuffer.allocate(29)
        .put("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(widthPixels)
        .putInt(heightPixels)
        .array();
  }

  private static Utf8Text dataUrl(String mediaType, Utf8Text base64) {
    return Utf8Text.concat(List.of(Utf8Text.of("data:" + mediaType + ";base64,"), base64));
  }

  private void assertImage(int widthPixels, int heightPixels, Utf8Text data) throws JsonFault {
    Part.Image image = assertInstanceOf(Part.Image.class, sizes.image(part(), data, "", ""));

    assertEquals(widthPixels, image.widthPixels());
    assertEquals(heightPixels, image.heightPixels());
  }

  @Test
  void anImageHasTheSizeThatItsDataTells() throws JsonFault {
    Utf8Text data = base64(png(640, 480));

    assertImage(640, 480, data);
    assertImage(640, 480, dataUrl("image/png", data));
    assertEquals(List.of(), sizes.assumed());
    assertEquals(2, sizes.images().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://example.com/a.png", "data:image/png;base64,AAAA"})
  void anImageThatTellsNothingIsAssumed(String data) throws JsonFault {
    assertInstanceOf(Part.Image.class, sizes.image(part(), Utf8Text.of(data), "", ""));

    assertEquals(AssumedSize.Kind.IMAGE, sizes.assumed().get(0).kind());
    assertEquals(List.of(), sizes.images());
  }

  @Test
  void anImageOfImpossibleSizeIsAssumed() throws JsonFault {
    Part ignored = sizes.image(part(), base64(png(65_537, 1)), "", "");

    assertEquals(1, sizes.assumed().size());
  }

  @Test
  void aPdfHasThePagesThatItsDataTells() throws JsonFault {
    for (Utf8Text data :
        List.of(base64(TWO_PAGES), dataUrl("application/pdf", base64(TWO_PAGES)))) {
      Part.File file = assertInstanceOf(Part.File.class, sizes.file(part(), data, ""));

      assertEquals(2, file.pages());
    }
    assertEquals(List.of(), sizes.assumed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PK\u0003\u0004 3 0 obj << /Type /Page >> endobj",
        "%PDF-1.4\n2 0 obj << /Type /Pages /Count 10001 >> endobj",
        "%PDF-1.7\n5 0 obj << /Type /ObjStm /N 3 >> endobj"
      })
  void aFileThatTellsNoPagesIsAssumed(String file) throws JsonFault {
    Part ignored = sizes.file(part(), base64(file), "application/pdf");

    assertEquals(AssumedSize.Kind.FILE, sizes.assumed().get(0).kind());
  }

  private int unknownTokens(String part) throws JsonFault {
    byte[] json = part.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    JsonValue value = JsonIndexer.index(json, StopSignal.NEVER).root();
    return assertInstanceOf(Part.Opaque.class, sizes.unknown(value)).tokens();
  }

  @Test
  void dataInAnUnknownPartAreNoText() throws JsonFault {
    String part = "{'type':'hologram','of':{'url':%s},'said':'one two'}";
    int readable = sizes.tokens(Utf8Text.of(part.formatted("")));
    String base64 = "Ab0+".repeat(400); // 1,600 bytes

    assertEquals(readable + 300, unknownTokens(part.formatted("'" + base64 + "'")));
    assertEquals(
        readable + 2 + 1, // 1,200 bytes of video
        unknownTokens(part.formatted("'data:video/mp4;base64," + base64 + "'")));
    String png = dataUrl("image/png", base64(png(700, 20))).decode();
    int image =
        TestModels.words()
            .images()
            .imageTokens(new Part.Image(700, 20, "", "", Part.Payload.EMPTY));
    assertEquals(readable + image, unknownTokens(part.formatted("'" + png + "'")));
    assertEquals(
        sizes.tokens(Utf8Text.of(part.formatted("'" + "abc ".repeat(100) + "'"))),
        unknownTokens(part.formatted("'" + "abc ".repeat(100) + "'")));
  }

  @Test
  void aHintIsBelievedMoreThanTheData() throws JsonFault {
    SizeHint pages =
        new SizeHint(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(7));
    PartSizes hinted = new PartSizes(TestModels.words(), Map.of("", pages));

    Part.File file = assertInstanceOf(Part.File.class, hinted.file(part(), base64(TWO_PAGES), ""));

    assertEquals(7, file.pages());
    assertEquals(List.of(), hinted.assumed());
  }
}
