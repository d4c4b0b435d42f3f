package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

  private static JsonFault fault(byte[] bytes) {
    return assertThrows(JsonFault.class, () -> JsonIndexer.index(bytes, StopSignal.NEVER));
  }

  private static JsonFault fault(String json) {
    return fault(json.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean takes(byte[] bytes) {
    try {
      return JsonIndexer.index(bytes, StopSignal.NEVER).size() > 0;
    } catch (JsonFault e) {
      assertTrue(e.offsetBytes() >= 0 && e.offsetBytes() <= bytes.length);
      return false;
    }
  }

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
    JsonFault fault = fault(json);

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
    assertTrue(takes(json.getBytes(StandardCharsets.UTF_8)));
    assertTrue(StrictJackson.takes(json.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"messages\":[{},{\"content\":x}]} | MALFORMED | /messages/1/content | 27",
        "{\"messages\":[{},{\"content\" 1}]} | MALFORMED | /messages/1 | 27",
        "{\"messages\":[{},{\"secret\":[x]}]} | MALFORMED | /messages/1 | 27",
        "[0,1,2 3] | MALFORMED | `` | 7",
        "[0,[1,[2,]]] | MALFORMED | /1/1/1 | 9",
        "{\"input\":1} x | MALFORMED | `` | 12",
        "{\"input\":\"\\ud83d\"} | LONE_SURROGATE | /input | 10",
        "{\"input\":{\"\\ud83d\":1}} | LONE_SURROGATE | /input | 11",
        "{\"system\":[1],\"system\":[2]} | DUPLICATE_MEMBER | /system | 14",
        "{\"tools\":[{\"pin\":1,\"pin\":2}]} | DUPLICATE_MEMBER | /tools/0 | 19"
      })
  void tellsWhere(String json, JsonFault.Kind kind, String pointer, long offset) {
    JsonFault fault = fault(json);

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
    JsonFault fault = fault(json);

    assertFalse(fault.pointer().contains("secre"), fault.pointer());
    assertFalse(String.valueOf(fault.getMessage()).contains("secre"), fault.getMessage());
  }

  @Test
  void refusesEveryTextThatBreaksOff() {
    byte[] whole = SAMPLE.getBytes(StandardCharsets.UTF_8);
    int high = SAMPLE.indexOf("\\ud83d") + 6;
    assertTrue(takes(whole));
    for (int length = 0; length < whole.length; length++) {
      JsonFault fault = fault(Arrays.copyOf(whole, length));
      boolean isSplit = (whole[length] & 0xC0) == 0x80;
      boolean isHalf = length == high || length == high + 1;

      assertEquals(
          isSplit
              ? JsonFault.Kind.NOT_UTF8
              : isHalf ? JsonFault.Kind.LONE_SURROGATE : JsonFault.Kind.MALFORMED,
          fault.kind(),
          "" + length);
      assertTrue(fault.offsetBytes() <= length);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"[", "{\"a\":", "[{\"type\":", " [ "})
  void takesDepthToItsLimit(String opening) {
    int each = (int) opening.chars().filter(c -> c == '[' || c == '{').count();
    String most = nested(opening, JsonIndexer.MAX_DEPTH / each);

    assertTrue(takes(most.getBytes(StandardCharsets.UTF_8)));
    assertEquals(JsonFault.Kind.TOO_DEEP, fault("[" + most + "]").kind());
    assertEquals(JsonFault.Kind.TOO_DEEP, fault(opening.repeat(1_000_000)).kind());
  }

  private static String nested(String opening, int times) {
    String closing =
        new StringBuilder(opening.repeat(times))
            .reverse()
            .chars()
            .mapToObj(c -> c == '[' ? "]" : c == '{' ? "}" : "")
            .collect(Collectors.joining());
    return opening.repeat(times) + "0" + closing;
  }

  @Test
  void takesValuesToTheirLimit() {
    String most = "[" + "0,".repeat(JsonIndexer.MAX_VALUES - 2) + "0";

    assertTrue(takes((most + "]").getBytes(StandardCharsets.UTF_8)));
    assertEquals(JsonFault.Kind.TOO_MANY_VALUES, fault(most + ",0]").kind());
  }

  @ParameterizedTest(name = "{0} members")
  @ValueSource(ints = {2, 3, 11, 12, 13, 14, 100, 10_000})
  void refusesAMemberTwice(int members) {
    String names =
        IntStream.range(0, members - 1)
            .mapToObj("\"name%d\":0,"::formatted)
            .collect(Collectors.joining());
    String last = "\"name" + (members - 2) + "\"";
    for (String again : List.of("\"name0\"", "\"n\\u0061me0\"", last)) {
      assertEquals(
          JsonFault.Kind.DUPLICATE_MEMBER, fault("{" + names + again + ":0}").kind(), again);
      assertEquals(
          JsonFault.Kind.DUPLICATE_MEMBER,
          fault("{" + again + ":0," + names + "\"x\":0}").kind(),
          again);
    }
    assertTrue(takes(("{" + names + "\"n\\u0061me\":0}").getBytes(StandardCharsets.UTF_8)));
  }

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
      JsonFault fault = fault(json.formatted(half));

      assertEquals(JsonFault.Kind.LONE_SURROGATE, fault.kind(), json);
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
    JsonFault fault = fault(bytes);

    assertEquals(JsonFault.Kind.NOT_UTF8, fault.kind());
    assertEquals(5, fault.offsetBytes());
    assertEquals("", fault.pointer());
  }

  @Test
  void tellsWhereALongTextCeasesToBeUtf8() {
    byte[] bytes = ("[\"" + "é".repeat(5_000) + "\"]").getBytes(StandardCharsets.UTF_8);
    bytes[8_003] = 'x';

    assertEquals(8_002, fault(bytes).offsetBytes());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "IBM037"})
  void refusesOtherEncodings(String charset) {
    byte[] bytes = "[\"a\", 1]".getBytes(Charset.forName(charset));

    assertNotNull(fault(bytes).kind());
    assertFalse(StrictJackson.takes(bytes));
  }

  static LongStream seeds() {
    return LongStream.range(0, 1_000);
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
          takes(broken),
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
