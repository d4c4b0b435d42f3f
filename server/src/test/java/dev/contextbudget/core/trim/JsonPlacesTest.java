package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPlacesTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        " [1, -0.5e+10, true, false, null]\n",
        "{\"a\": {\"b\": [\"\\u00e9\\n \"]}}",
        "[[[]]]",
        "[\"\"]",
        "[\" \"]"
      })
  void isJson(String text) {
    assertEquals(true, JsonPlaces.mostWrapBytes(Utf8Text.of(text), StopSignal.NEVER).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "\"a\"",
        "null",
        "[",
        "{",
        "[1",
        "[1,",
        "[1,]",
        "[01]",
        "[.5]",
        "[1.]",
        "[+1]",
        "[-]",
        "[1e]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "['a']",
        "[\"a]",
        "[\"a ",
        "[\"\\x\"]",
        "[\"\\u12g4\"]",
        "[\"a\nb\"]",
        "[nul]",
        "[1] 2",
        "[1]]",
        "[1}",
        "{]",
        "[INFO] started",
        "{{x}}"
      })
  void isNotJson(String text) {
    assertEquals(false, JsonPlaces.mostWrapBytes(Utf8Text.of(text), StopSignal.NEVER).isPresent());
  }

  static Stream<Arguments> depths() {
    return Stream.of(
        Arguments.of(1000, true), Arguments.of(1001, false), Arguments.of(1 << 20, false));
  }

  @ParameterizedTest(name = "depth {0}")
  @MethodSource("depths")
  void nestingHasALimit(int depth, boolean json) {
    String text = "[".repeat(depth) + "]".repeat(depth);
    assertEquals(json, JsonPlaces.mostWrapBytes(Utf8Text.of(text), StopSignal.NEVER).isPresent());
  }

  static Stream<Arguments> places() {
    return Stream.of(
        Arguments.of("scalars", "[1|, true|, \"a\"|]", "[|1, |true, |\"a\"]"),
        Arguments.of("arrays in arrays", "[[1|]|, [2|]|]", "[|[|1], |[|2]]"),
        Arguments.of(
            "objects", "{\"a\": 1|, \"b\": {\"c\": 2|}|}", "{|\"a\": 1, |\"b\": {|\"c\": 2}}"),
        Arguments.of("words", "[\"a| b| c\"|]", "[|\"a |b |c\"]"),
        Arguments.of("lines", "[\"a|\\nb|\\r\\nc\"|]", "[|\"a\\n|b\\r\\n|c\"]"),
        Arguments.of("a space at either end", "[\" a| b \"|]", "[|\" a |b \"]"),
        Arguments.of("an escaped mark", "[\"a \\u0301b\"|]", "[|\"a \\u0301b\"]"),
        Arguments.of("an escaped letter", "[\"a| \\u0434\"|]", "[|\"a |\\u0434\"]"),
        Arguments.of("what looks like an escape", "[\"\\\\u0600| b\"|]", "[|\"\\\\u0600 |b\"]"),
        Arguments.of("an escaped sign before", "[\"\\u0600 b\"|]", "[|\"\\u0600 b\"]"),
        Arguments.of(
            "an escaped pair before", "[\"\\ud804\\udcbd b\"|]", "[|\"\\ud804\\udcbd b\"]"),
        Arguments.of(
            "an escaped pair behind", "[\"a \\ud83c\\udffb\"|]", "[|\"a \\ud83c\\udffb\"]"),
        Arguments.of("half a line end as an escape", "[\"a\\u000d\\nb\"|]", "[|\"a\\u000d\\nb\"]"),
        Arguments.of(
            "stops without spaces", "[\"你。|我。」|他！？|\\u4e2d\"|]", "[|\"你。|我。」|他！？|\\u4e2d\"]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void knowsThePlaces(String name, String ends, String starts) {
    assertEquals(ends, marked(ends.replace("|", ""), Edge.END));
    assertEquals(starts, marked(starts.replace("|", ""), Edge.START));
  }

  private static String marked(String json, Edge edge) {
    Utf8Text text = Utf8Text.of(json);
    StringBuilder marked = new StringBuilder();
    int from = 0;
    for (Places places = new JsonPlaces(text, edge, StopSignal.NEVER);
        places.next();
        from = places.position()) {
      marked.append(text.slice(from, places.position()).decode()).append('|');
    }
    return marked.append(text.slice(from, text.length()).decode()).toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithAnotherParserOnDamagedJson(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(new NastyText(seed).json());
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, "{}[],:\"\\0. e-".charAt(random.nextInt(13)));
        default -> text.setLength(Math.max(1, at));
      }
    }
    Utf8Text damaged =
        Utf8Text.of(text.toString()); // half a surrogate pair becomes a question mark
    assertEquals(
        parses(damaged.decode()),
        JsonPlaces.mostWrapBytes(damaged, StopSignal.NEVER).isPresent(),
        text::toString);
  }

  private static boolean parses(String text) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      boolean container =
          reader.peek() == JsonToken.BEGIN_OBJECT || reader.peek() == JsonToken.BEGIN_ARRAY;
      JsonElement value = new Gson().getAdapter(JsonElement.class).read(reader);
      return value != null && container && reader.peek() == JsonToken.END_DOCUMENT;
    } catch (MalformedJsonException | EOFException | NumberFormatException e) {
      return false;
    }
  }
}
