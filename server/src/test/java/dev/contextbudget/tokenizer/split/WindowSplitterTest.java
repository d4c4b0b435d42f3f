package dev.contextbudget.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.contextbudget.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Splitting by windows against splitting piece by piece. */
class WindowSplitterTest {
  private static final List<SplitPattern> WINDOWED =
      Arrays.stream(SplitPattern.values())
          .filter(pattern -> pattern.splitter() instanceof WindowSplitter)
          .toList();

  static LongStream seeds() {
    return Seeds.all();
  }

  static List<SplitPattern> windowed() {
    return WINDOWED;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splitsAsPieceByPiece(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      String text = SplitText.random(random, random.nextInt(1, 150));
      for (SplitPattern pattern : WINDOWED) {
        assertSame(pattern, text, random);
      }
    }
  }

  /**
   * The windows know some characters without looking them up. Of the planes where nothing is
   * assigned but tags and private use, every 251st will do.
   */
  @ParameterizedTest
  @MethodSource("windowed")
  void splitsAsPieceByPieceAroundEveryCodePoint(SplitPattern pattern) {
    SplittableRandom random = new SplittableRandom(1);
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint = next(codePoint)) {
      if (codePoint < 0xD800 || codePoint > 0xDFFF) {
        String c = Character.toString(codePoint);
        String text =
            c + "ab" + c + "Cd" + c + c + " x" + c + "1" + c + "\n" + c + ". " + c + "'s" + c;
        assertSame(pattern, text + " and so on until the window is full of text", random);
      }
    }
  }

  private static int next(int codePoint) {
    return codePoint < 0x33480 ? codePoint + 1 : codePoint + 251;
  }

  private static void assertSame(SplitPattern pattern, String text, SplittableRandom random) {
    if (text.isEmpty()) {
      return;
    }
    PieceSplitter pieces = ((WindowSplitter) pattern.splitter()).pieces();
    int[] expected = Ends.of(pieces, text, random.nextInt(1, 100), random);
    int[] got = Ends.of(pattern.splitter(), text, random.nextInt(1, 100), random);
    assertArrayEquals(expected, got, () -> pattern + " on " + Ends.shown(text, expected, got));
  }
}
