package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GraphemesTest {
  /** Code points around every rule, with repeats so that runs come up. */
  private static final int[] CODE_POINTS = {
    'a', 'Z', '9', ' ', '\r', '\n', '\t', 0xAD, 0x300, 0x301, 0x20E3, 0x200C, 0x200D, 0x200D,
    0x1F468, 0x1F469, 0x2764, 0xFE0F, 0x1F3FD, 0x1F1E9, 0x1F1EA, 0x1F1EA, 0x1F3F4, 0xE0067, 0xE007F,
    0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC01, 0xA960, 0xD7B0, 0xD7CB, 0x915, 0x94D, 0x937, 0x93C,
    0x93F, 0x0BA8, 0x0BBF, 0x0E01, 0x0E33, 0x0EB3, 0x0600, 0x06DD, 0x0D4E, 0x4E2D, 0xFF76, 0xFF9E,
    0x05D0, 0x0628, 0x2028, 0x200E, 0xFEFF, 0x1D4B3
  };

  static LongStream seeds() {
    return Seeds.all();
  }

  static Stream<Arguments> clusters() {
    return Stream.of(
        Arguments.of("letters", "a|b"),
        Arguments.of("a carriage return and a line feed", "\r\n|a"),
        Arguments.of("a letter and its marks", "e\u0301\u0323|x"),
        Arguments.of("a family of emoji", "👨‍👩‍👧‍👦|👍🏽|x"),
        Arguments.of("flags in pairs", "🇩🇪|🇫🇷|🇮🇹"),
        Arguments.of("a flag of a subdivision", "🏴󠁧󠁢󠁥󠁮󠁧󠁿|x"),
        Arguments.of("a flag of two emoji", "🏳️‍🌈|x"),
        Arguments.of("a keycap", "1️⃣|2️⃣"),
        Arguments.of("conjoining Hangul", "\u1112\u1161\u11ab|\u1100\u1173\u11af"),
        Arguments.of("precomposed Hangul", "한|글"),
        Arguments.of("a Devanagari conjunct", "क्षि|क"),
        Arguments.of("a conjunct with a mark in it", "क\u094d\u093cष|क"),
        Arguments.of("a Tamil syllable", "நி|க"),
        Arguments.of("a Thai vowel", "กำ|ก"),
        Arguments.of("an Arabic number sign", "\u0600١|٢"),
        Arguments.of("Chinese", "中|文"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clusters")
  void breaksBetweenClusters(String name, String marked) {
    assertEquals(List.of(marked.split("\\|")), split(marked.replace("|", "")));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyBreakIsABreakOfTheJdk(long seed) {
    String text = random(seed);
    List<Integer> expected =
        ends(Pattern.compile("\\X").matcher(text).results().map(r -> r.group()).toList());
    List<Integer> actual = ends(split(text));
    assertTrue(expected.containsAll(actual), () -> text + " " + actual + " but " + expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aScanFromARestartFindsTheSameBreaks(long seed) {
    String string = random(seed);
    Utf8Text text = Utf8Text.of(string);
    int index = new SplittableRandom(seed).nextInt(text.length());
    int restart = Graphemes.restart(text, index);
    assertTrue(restart == 0 || restart < index);

    List<Integer> whole = byteEnds(text, 0).stream().filter(end -> end > restart).toList();
    assertEquals(whole, byteEnds(text, restart));
  }

  @Test
  void aRestartIsNearEvenInTextWithoutSpaces() {
    Utf8Text text = Utf8Text.of("中".repeat(1000));
    assertEquals(1497, Graphemes.restart(text, 1500));
  }

  private static String random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] codePoints =
        random
            .ints(random.nextInt(1, 60), 0, CODE_POINTS.length)
            .map(i -> CODE_POINTS[i])
            .toArray();
    return new String(codePoints, 0, codePoints.length);
  }

  private static List<String> split(String text) {
    Graphemes graphemes = new Graphemes();
    List<String> clusters = new ArrayList<>();
    StringBuilder cluster = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              if (graphemes.breaksBefore(codePoint) && !cluster.isEmpty()) {
                clusters.add(cluster.toString());
                cluster.setLength(0);
              }
              cluster.appendCodePoint(codePoint);
            });
    clusters.add(cluster.toString());
    return clusters;
  }

  private static List<Integer> ends(List<String> clusters) {
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    for (String cluster : clusters) {
      end += cluster.length();
      ends.add(end);
    }
    return ends;
  }

  private static List<Integer> byteEnds(Utf8Text text, int from) {
    Graphemes graphemes = new Graphemes();
    List<Integer> ends = new ArrayList<>();
    for (int i = from; i < text.length(); i += CodePoints.bytes(CodePoints.at(text, i))) {
      if (graphemes.breaksBefore(CodePoints.at(text, i)) && i > from) {
        ends.add(i);
      }
    }
    return ends;
  }
}
