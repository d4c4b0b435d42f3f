package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strings are written and read as Jackson does it. */
class JsonStringsTest {
  private static final int CODE_POINTS = 0x110000;

  static LongStream seeds() {
    return Seeds.all();
  }

  @Test
  void writesAndReadsEveryCodePoint() throws JsonFault, JsonProcessingException {
    for (int from = 0; from < CODE_POINTS; from += 64) {
      if (from < Character.MIN_SURROGATE || from > Character.MAX_SURROGATE) {
        assertIsJsonOf(text(IntStream.range(from, from + 64)));
      }
    }
  }

  @Test
  void readsEveryCodePointAsEscapes() throws JsonFault {
    for (int from = 0; from < CODE_POINTS; from += 64) {
      if (from < Character.MIN_SURROGATE || from > Character.MAX_SURROGATE) {
        String text = text(IntStream.range(from, from + 64));
        String form = from % 128 == 0 ? "\\u%04x" : "\\u%04X";
        String escapes =
            text.chars().mapToObj(form::formatted).collect(Collectors.joining("", "\"", "\""));

        assertEquals(text, read(Utf8Text.of(escapes)));
      }
    }
  }

  /** Six bytes for a letter; the index itself asks too, before. */
  @Test
  void asksWhetherToStopWhileItReadsEscapes() throws JsonFault {
    byte[] escapes = ("\"" + "\\u0041".repeat(100_000) + "\"").getBytes(StandardCharsets.US_ASCII);
    AtomicInteger asked = new AtomicInteger();
    JsonValue value =
        JsonIndexer.index(escapes, new StopSignal(() -> asked.incrementAndGet() < 0)).root();
    int before = asked.get();

    assertEquals(100_000, value.text().length());

    assertEquals(escapes.length / Pace.BYTES, asked.get() - before, 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void writesAndReadsAnyText(long seed) throws JsonFault, JsonProcessingException {
    SplittableRandom random = new SplittableRandom(seed);
    int[] limits = {' ', 0x80, 0x3000, CODE_POINTS};
    assertIsJsonOf(
        text(
            random
                .ints(random.nextInt(100))
                .map(any -> random.nextInt(limits[random.nextInt(limits.length)]))
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '"' : c)));
  }

  private static String text(IntStream codePoints) {
    return codePoints
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void assertIsJsonOf(String text) throws JsonFault, JsonProcessingException {
    Utf8Text json = JsonStrings.quoted(Utf8Text.of(text));
    assertEquals(text, StrictJackson.MAPPER.readTree(json.decode()).textValue());
    assertEquals(
        StrictJackson.MAPPER.writeValueAsString(text).length(),
        json.decode().length(),
        "no escape that need not be");
    assertEquals(text, read(json));
  }

  private static String read(Utf8Text json) throws JsonFault {
    byte[] bytes = json.decode().getBytes(StandardCharsets.UTF_8);
    return JsonIndexer.index(bytes, StopSignal.NEVER).root().text().decode();
  }

  @Test
  void writesValuesAsAnArray() {
    List<Utf8Text> values = List.of(Utf8Text.of("1"), Utf8Text.of("\"é\""), Utf8Text.of("{}"));

    assertEquals("[]", JsonStrings.list(List.of()).decode());
    assertEquals("[1]", JsonStrings.list(values.subList(0, 1)).decode());
    assertEquals("[1,\"é\",{}]", JsonStrings.list(values).decode());
  }
}
