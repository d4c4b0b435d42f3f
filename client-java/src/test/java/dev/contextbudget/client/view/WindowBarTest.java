package dev.contextbudget.client.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WindowBarTest {
  private static final Terminal PLAIN = new Terminal(false, 80);
  private static final Terminal COLOUR = new Terminal(true, 80);

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("seeds", 1_000));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void widthsAddUpToTheWindowAndNoPartIsOffByAColumn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    WindowBar bar = new WindowBar();
    int parts = random.nextInt(1, 12);
    long[] tokens = new long[parts];
    long sum = 0;
    for (int i = 0; i < parts; i++) {
      tokens[i] = random.nextInt(4) == 0 ? 0 : random.nextInt(200_000);
      sum += tokens[i];
      // no name, so that each column is the part's own sign
      bar.add("", tokens[i], new SlotStyle("4" + (i % 8), (char) ('a' + i)));
    }
    double tokensPerColumn = Math.max(1, sum) / (double) random.nextInt(1, 150);

    String plain = bar.draw(tokensPerColumn, PLAIN);

    assertEquals(Math.round(sum / tokensPerColumn), plain.length());
    for (int i = 0; i < parts; i++) {
      char sign = (char) ('a' + i);
      long columns = plain.chars().filter(c -> c == sign).count();
      double exact = tokens[i] / tokensPerColumn;
      assertTrue(Math.abs(columns - exact) <= 1, "part %d: %d of %f".formatted(i, columns, exact));
    }
    String coloured = bar.draw(tokensPerColumn, COLOUR).replaceAll("\u001b\\[[\\d;]*m", "");
    assertEquals(plain.length(), coloured.length());
  }

  @Test
  void aNameStandsWhereThereIsRoomForItAndABlankOnEitherSide() {
    SlotStyle style = new SlotStyle("44", '#');

    assertEquals("#####", style.piece("tools", 5, PLAIN));
    assertEquals(" tools ", style.piece("tools", 7, PLAIN));
    assertEquals("# tools ##", style.piece("tools", 10, PLAIN));
    assertEquals("\u001b[44m tools   \u001b[0m", style.piece("tools", 9, COLOUR));
    assertEquals("", style.piece("tools", 0, PLAIN));
    assertEquals("##", style.piece("", 2, PLAIN));
  }
}
