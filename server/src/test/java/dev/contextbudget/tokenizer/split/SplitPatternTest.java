package dev.contextbudget.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every splitter against its published regular expressions. */
class SplitPatternTest {
  private static final Map<SplitPattern, RegexPieces> REFERENCES = references();

  private static Map<SplitPattern, RegexPieces> references() {
    Map<SplitPattern, RegexPieces> references = new EnumMap<>(SplitPattern.class);
    for (SplitPattern pattern : SplitPattern.values()) {
      references.put(pattern, new RegexPieces(pattern.regexes()));
    }
    return references;
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splitsAsPublished(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int length : new int[] {4, 12, 40, 200}) {
      assertAllSplit(SplitText.random(random, length), random);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splitsLongRunsAsPublished(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    assertAllSplit(SplitText.longRun(random, random.nextInt(1, 5_000)), random);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splitsATextThatEndsAnywhere(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String text = SplitText.random(random, 24);
    for (int i = 1; i <= text.length(); i = text.offsetByCodePoints(i - 1, 1) + 1) {
      assertAllSplit(text.substring(0, text.offsetByCodePoints(i - 1, 1)), random);
    }
  }

  /** What lets a text that goes on, or is cut off, be split again from before its end only. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void onlyTheLastPiecesChangeWhenATextGoesOn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      String text = SplitText.random(random, 14) + "a";
      String longer = text + SplitText.random(random, 6);
      for (SplitPattern pattern : SplitPattern.values()) {
        int[] ends = REFERENCES.get(pattern).ends(text);
        int settled = Math.max(0, ends.length - Splitter.OPEN_PIECES);
        assertArrayEquals(
            Arrays.copyOf(ends, settled),
            Arrays.copyOf(Ends.of(pattern.splitter(), longer, 64, random), settled),
            pattern.name());
      }
    }
  }

  private static void assertAllSplit(String text, SplittableRandom random) {
    if (text.isEmpty()) {
      return;
    }
    for (SplitPattern pattern : SplitPattern.values()) {
      int[] expected = REFERENCES.get(pattern).ends(text);
      int capacity = random.nextBoolean() ? random.nextInt(1, 10) : random.nextInt(1, 400);
      int[] got = Ends.of(pattern.splitter(), text, capacity, random);
      assertArrayEquals(expected, got, () -> pattern + " on " + Ends.shown(text, expected, got));
    }
  }

  @ParameterizedTest
  @EnumSource(SplitPattern.class)
  void isFoundByItsRegularExpressions(SplitPattern pattern) {
    assertEquals(Optional.of(pattern), SplitPattern.of(pattern.regexes()));
    assertEquals(Optional.empty(), SplitPattern.of(List.of("\\S+")));
  }

  @Test
  void keepsWhiteSpaceWholeBeforeADigitOnlyInDeepSeek() {
    byte[] text = "a  1".getBytes(StandardCharsets.UTF_8);
    int[] ends = new int[8];

    assertEquals(3, SplitPattern.DEEPSEEK_V3.splitter().split(text, 0, 4, ends));
    assertArrayEquals(new int[] {1, 3, 4}, Arrays.copyOf(ends, 3));
    assertEquals(4, SplitPattern.CL100K.splitter().split(text, 0, 4, ends));
    assertArrayEquals(new int[] {1, 2, 3, 4}, Arrays.copyOf(ends, 4));
  }
}
