package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no character, or none of UTF-8, is refused. */
class JsonCharactersTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\\ud83d",
        "\\ude42",
        "\\ud83d\\ud83d",
        "\\ude42\\ud83d",
        "\\ude42\\ude42",
        "\\ud83d\\u0041",
        "\\ud83dA",
        "\\ud83d\\n",
        "\\ud83d\\\\ude42",
        "\\ud83d \\ude42",
        "\\ud83d\\ude42\\ude42",
        "\\ud83d\\ud83d\\ude42",
        "\\uD800",
        "\\uDBFF",
        "\\uDC00",
        "\\uDFFF",
        "\\ud83dé",
        "\\ud83d🙂"
      })
  void refusesHalfASurrogatePair(String half) {
    for (String json :
        List.of("\"%s\"", "[\"x%sx\"]", "{\"%s\":1}", "{\"x%s x\":\"\"}", "{\"a\":\"%s\"}")) {
      JsonFault fault = IndexerVerdict.fault(json.formatted(half));
      boolean isName = json.contains("%s\":") || json.contains("%s x\":");

      assertEquals(
          isName ? JsonFault.Kind.MALFORMED : JsonFault.Kind.LONE_SURROGATE, fault.kind(), json);
    }
  }

  static Stream<byte[]> notUtf8() {
    int[][] wrong = {
      {0x80},
      {0xBF},
      {0xC3},
      {0xC0, 0xAF},
      {0xC1, 0x81},
      {0xE2, 0x82},
      {0xE0, 0x80, 0xAF},
      {0xED, 0xA0, 0xBD},
      {0xED, 0xB9, 0x82},
      {0xF0, 0x9F, 0x99},
      {0xF0, 0x80, 0x80, 0xAF},
      {0xF4, 0x90, 0x80, 0x80},
      {0xF5, 0x80, 0x80, 0x80},
      {0xFF},
      {0xFE, 0xFF},
      {0xC3, 0x28}
    };
    return Arrays.stream(wrong)
        .map(
            bytes -> {
              byte[] before = "[\"aé".getBytes(StandardCharsets.UTF_8);
              byte[] json = Arrays.copyOf(before, before.length + bytes.length + 2);
              for (int i = 0; i < bytes.length; i++) {
                json[5 + i] = (byte) bytes[i];
              }
              json[5 + bytes.length] = '"';
              json[6 + bytes.length] = ']';
              return json;
            });
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void refusesWhatIsNotUtf8(byte[] bytes) {
    JsonFault fault = IndexerVerdict.fault(bytes);

    assertEquals(JsonFault.Kind.NOT_UTF8, fault.kind());
    assertEquals(5, fault.offsetBytes());
    assertEquals("", fault.pointer());
  }

  @Test
  void tellsWhereALongTextCeasesToBeUtf8() {
    byte[] bytes = ("[\"" + "é".repeat(5_000) + "\"]").getBytes(StandardCharsets.UTF_8);
    bytes[8_003] = 'x';

    assertEquals(8_002, IndexerVerdict.fault(bytes).offsetBytes());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "IBM037"})
  void refusesOtherEncodings(String charset) {
    byte[] bytes = "[\"a\", 1]".getBytes(Charset.forName(charset));

    assertNotNull(IndexerVerdict.fault(bytes).kind());
    assertFalse(StrictJackson.takes(bytes));
  }
}
