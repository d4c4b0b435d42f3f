package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction.Side;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader of the JSON sees of a string that was cut: its own words and the note. */
class JsonStringCutTest {
  private static final String NOTE = "[... cut ...]";
  private static final List<String> PIECES =
      List.of(
          "a",
          "word",
          " ",
          " ",
          " ",
          "  ",
          "\n",
          "\n",
          "\n\n",
          "\r\n",
          "\r\n",
          "\r",
          "\t",
          "\"",
          "\\",
          "\\n",
          "/",
          "é",
          "e\u0301",
          "\u0301",
          "👩\u200d🔧",
          "🇩🇪",
          "🇫🇷",
          "각",
          "\u0600",
          "\u200d",
          "क\u094dष",
          "中",
          "中文",
          "。",
          "。」",
          "！？",
          "、",
          "\u2028",
          "\u00a0",
          "<|endoftext|>");

  static LongStream seeds() {
    return Seeds.all();
  }

  private static String value(SplittableRandom random) {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(20, 120); i > 0; i--) {
      value.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return value.toString();
  }

  /** Escapes what must be, and of the rest any character; a pair of surrogates as two escapes. */
  private static String quoted(String value, SplittableRandom random) {
    StringBuilder json = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              int shortEscape = "\"\\/\b\f\n\r\t".indexOf(c);
              boolean must = c < ' ' || c == '"' || c == '\\';
              if (shortEscape >= 0 && (must || random.nextBoolean()) && random.nextInt(9) > 0) {
                json.append('\\').append("\"\\/bfnrt".charAt(shortEscape));
              } else if (must || random.nextInt(12) == 0) {
                for (char unit : Character.toChars(c)) {
                  json.append("\\u%04x".formatted((int) unit));
                }
              } else {
                json.appendCodePoint(c);
              }
            });
    return json.append('"').toString();
  }

  private static Set<Integer> clusterEnds(String text) {
    Set<Integer> ends = new TreeSet<>(Set.of(0));
    Matcher cluster = Pattern.compile("\\X").matcher(text);
    while (cluster.find()) {
      ends.add(cluster.end());
    }
    return ends;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv15_cutsTheValueOfAStringBetweenGraphemeClusters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String value = value(random);
    Utf8Text json = Utf8Text.of("{\"content\": " + quoted(value, random) + "}");
    Tokenizer tokenizer = TestTokenizers.ALL.get(random.nextInt(3));
    Side side = Side.values()[random.nextInt(3)];
    int limit = random.nextInt(20, 21 + tokenizer.count(json));

    Optional<Cut> cut =
        Trimmer.cut(json, limit, side, Utf8Text.of(NOTE), tokenizer, StopSignal.NEVER);

    if (cut.isPresent()) {
      String joined = Splice.join(cut.get().pieces(), json).decode();
      assertKeeps(
          value, JsonParser.parseString(joined).getAsJsonObject().get("content").getAsString());
    }
  }

  private static void assertKeeps(String value, String kept) {
    int note = kept.indexOf(NOTE);
    if (note < 0) {
      assertEquals(value, kept);
      return;
    }
    String before = kept.substring(0, Math.max(0, note - 1));
    String behind = kept.substring(Math.min(kept.length(), note + NOTE.length() + 1));
    Set<Integer> ends = clusterEnds(value);
    assertTrue(
        value.startsWith(before) && ends.contains(before.length()), () -> value + "\n" + kept);
    assertTrue(
        value.endsWith(behind) && ends.contains(value.length() - behind.length()),
        () -> value + "\n" + kept);
  }
}
