package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be worked on is told by kind and place, and never with the caller's words. */
class JsonFaultTest {
  private static final String SAMPLE =
      "{\"model\": \"m\", \"n\": -1.5e+3, \"messages\": [{\"role\": \"user\", \"content\": "
          + "\"a\\n\\u00e9\\ud83d\\ude42 é\"}, [], {}, [true, false, null, 0]]}";

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t ",
        "nul",
        "nulll",
        "True",
        "truefalse",
        "tru e",
        "NaN",
        "Infinity",
        "undefined",
        "+1",
        "-",
        "--1",
        "01",
        "-01",
        "00",
        ".5",
        "-.5",
        "1.",
        "1.e3",
        "1e",
        "1e+",
        "1E-",
        "1.5e",
        "0x1",
        "1_000",
        "1,2",
        "1 2",
        "1a",
        "1.2.3",
        "1e2.5",
        "2e3e4",
        "\u0661",
        "\uff11",
        "\"",
        "\"abc",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\u-123\"",
        "\"\\u 123\"",
        "\"\\U0041\"",
        "\"\\'\"",
        "\"\\0\"",
        "\"\\\n\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "'a'",
        "a",
        "\"a\" \"b\"",
        "\"a\"b",
        "\"\\u\uff11\uff11\uff11\uff11\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[,",
        "[,1]",
        "[1,]",
        "[1,,2]",
        "[1 2]",
        "[1;2]",
        "[1]]",
        "[1}",
        "[\"a\":1]",
        "[1] 2",
        "[] []",
        "[\u00a01]",
        "[1]\u0000",
        "[\u000b1]",
        "[\u000c1]",
        "\ufeff[1]",
        "[1]\ufeff",
        "{",
        "}",
        "{}}",
        "{]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\"::1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":1;\"b\":2}",
        "{\"a\",\"b\"}",
        "{\"a\\x\":1}",
        "{\"a\n\":1}",
        "{\"a\":1}{",
        "{[]:1}",
        "{\"a\"=1}",
        "// a\n1",
        "/* a */1",
        "1 // a",
        "# a\n1",
        "[1/**/]",
        "(1)",
        "<a/>",
        "\\u0031"
      })
  void refusesWhatIsNotJson(String json) {
    JsonFault fault = IndexerVerdict.fault(json);

    assertEquals(JsonFault.Kind.MALFORMED, fault.kind());
    assertTrue(fault.offsetBytes() <= json.getBytes(StandardCharsets.UTF_8).length);
    assertFalse(StrictJackson.takes(json.getBytes(StandardCharsets.UTF_8)), "Jackson takes it");
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0",
        "0e0",
        "0E+00",
        "1e-0",
        "1.0E5",
        "123456789012345678901234567890",
        "1e999",
        "\"\"",
        "\" \"",
        "\"\\/\"",
        "\"/\"",
        "\"\\\\\"",
        "\"\\u0000\"",
        "\"\\uABCD\\uabcd\"",
        "\"\u007f\"",
        "\"\u2028\u2029\"",
        "\"\ufeff\"",
        "\"\uffff\"",
        "\"\\uD83D\\uDE42\"",
        "\"\\\\ud83d\"",
        "[]",
        "{}",
        " [ ] ",
        "\t{\r\n} ",
        "[[],{}]",
        "{\"\":0}",
        "{\" \":0,\"\":0}",
        "{\"a\":{\"a\":{\"a\":0}}}",
        "[null,null]",
        "true",
        "null",
        "{\"\\u0061\":1,\"A\":2}",
        "{\"é\":1,\"e\u0301\":2}"
      })
  void takesWhatIsJson(String json) {
    assertTrue(IndexerVerdict.takes(json));
    assertTrue(StrictJackson.takes(json.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"messages\":[{},{\"content\":x}]} | MALFORMED | /messages/1 | 27",
        "{\"messages\":[{},{\"content\" 1}]} | MALFORMED | /messages/1 | 27",
        "{\"messages\":[{},{\"secret\":[x]}]} | MALFORMED | /messages/1 | 27",
        "[0,1,2 3] | MALFORMED | `` | 7",
        "[0,[1,[2,]]] | MALFORMED | /1/1 | 9",
        "{\"input\":1} x | MALFORMED | `` | 12",
        "{\"input\":\"\\ud83d\"} | LONE_SURROGATE | /input | 10",
        "{\"input\":{\"\\ud83d\":1}} | MALFORMED | /input | 17",
        "{\"system\":[1],\"system\":[2]} | DUPLICATE_MEMBER | /system | 14",
        "{\"tools\":[{\"pin\":1,\"pin\":2}]} | DUPLICATE_MEMBER | /tools/0 | 19"
      })
  void tellsWhere(String json, JsonFault.Kind kind, String pointer, long offset) {
    JsonFault fault = IndexerVerdict.fault(json);

    assertEquals(kind, fault.kind());
    assertEquals(pointer, fault.pointer());
    assertEquals(offset, fault.offsetBytes());
  }

  /** A name that is not documented is the caller's data, and so is each value. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"secret\":x}",
        "{\"secret\":1,\"secret\":2}",
        "{\"secret\":1,\"secre\\u0074\":2}",
        "{\"secret\":\"\\ud83d\"}",
        "{\"secret\\ud83d\":1}",
        "{\"tools\":[{\"secret\":{\"type\":{\"secret\":\"secret\",}}}]}",
        "{\"type\":\"secret",
        "[\"secret\"secret]"
      })
  void neverTellsTheCallersWords(String json) {
    JsonFault fault = IndexerVerdict.fault(json);

    assertFalse(fault.pointer().contains("secre"), fault.pointer());
    assertFalse(String.valueOf(fault.getMessage()).contains("secre"), fault.getMessage());
  }

  @Test
  void refusesEveryTextThatBreaksOff() {
    byte[] whole = SAMPLE.getBytes(StandardCharsets.UTF_8);
    assertTrue(IndexerVerdict.takes(whole));
    for (int length = 0; length < whole.length; length++) {
      JsonFault fault = IndexerVerdict.fault(Arrays.copyOf(whole, length));
      boolean isSplit = (whole[length] & 0xC0) == 0x80;

      assertEquals(
          isSplit ? JsonFault.Kind.NOT_UTF8 : JsonFault.Kind.MALFORMED, fault.kind(), "" + length);
      assertTrue(fault.offsetBytes() <= length);
    }
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Some bytes of a text are changed, left out, doubled or moved: mostly it is JSON no more. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takesOfBrokenTextsWhatJacksonTakes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = RandomJson.utf8(random, 25);
    for (int i = 0; i < 20; i++) {
      byte[] broken = broken(whole, random);

      assertEquals(
          StrictJackson.takes(broken),
          IndexerVerdict.takes(broken),
          () -> new String(broken, StandardCharsets.ISO_8859_1));
    }
  }

  private static byte[] broken(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    String signs = "{}[]:,\"\\-+.eE01utn \n\u0000\u00e9";
    for (int n = random.nextInt(1, 4); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      byte sign = (byte) signs.charAt(random.nextInt(signs.length()));
      int from = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = sign;
        case 1 -> bytes[at] = bytes[from];
        case 2 -> bytes = spliced(bytes, at, new byte[] {sign}, at);
        default -> bytes = spliced(bytes, at, new byte[0], Math.min(bytes.length, at + 2));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int to, byte[] between, int from) {
    byte[] out = new byte[to + between.length + bytes.length - from];
    System.arraycopy(bytes, 0, out, 0, to);
    System.arraycopy(between, 0, out, to, between.length);
    System.arraycopy(bytes, from, out, to + between.length, bytes.length - from);
    return out;
  }
}
