package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.tokenizer.split.Splitter;

/**
 * The part of a text that nothing added behind the text can change.
 *
 * @param end where it ends, always between two pieces
 * @param tokens that it has in the text
 * @param openTokens of the rest of the text
 */
public record Settled(int end, int tokens, int openTokens) {
  private static final int KEPT = Splitter.OPEN_PIECES + 1;

  /**
   * Finds it.
   *
   * @param walk before the first piece
   * @param start where the text begins
   * @param last where what is added may begin a piece at the earliest
   */
  static Settled of(Pieces walk, int start, int last) {
    int[] ends = new int[KEPT];
    int[] tokens = new int[KEPT];
    ends[0] = start;
    int pieces = 0;
    int sum = 0;
    while (walk.next()) {
      sum += walk.tokens();
      if (walk.end() <= last) {
        pieces++;
        ends[pieces % KEPT] = walk.end();
        tokens[pieces % KEPT] = sum;
      }
    }
    int settled = Math.max(0, pieces - Splitter.OPEN_PIECES) % KEPT;
    return new Settled(ends[settled], tokens[settled], sum - tokens[settled]);
  }
}
