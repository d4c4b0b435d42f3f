package dev.contextbudget.core.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What other tests take for right. */
class WordTokenizerTest {
  private final Tokenizer tokenizer = new WordTokenizer();

  @Test
  void chunksAreAsLongAsTheyMayBe() {
    assertArrayEquals(
        new int[] {8, 19, 20},
        tokenizer.chunkEnds(Utf8Text.of("one two three fours."), ChunkLimit.ofTokens(2)));
    assertArrayEquals(
        new int[] {4, 8, 10}, tokenizer.chunkEnds(Utf8Text.of("ééééé"), ChunkLimit.ofTokens(1)));
    assertArrayEquals(new int[0], tokenizer.chunkEnds(Utf8Text.EMPTY, ChunkLimit.ofTokens(1)));
  }

  @Test
  void aGrowingTextIsCountedWhole() {
    RunningCount running = tokenizer.running();

    running.append(Utf8Text.of("one tw"));
    running.append(Utf8Text.of("o th"));

    assertEquals(3, running.tokens());
    assertEquals(4, running.tokensWith(Utf8Text.of("reefold")));
  }
}
