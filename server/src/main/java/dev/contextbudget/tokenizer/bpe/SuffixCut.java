package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;

/**
 * Finds where a text has to begin for so many tokens.
 *
 * <p>No splitter looks back, so a text that begins where a piece begins has the pieces from there
 * on. The search starts some way before the end, where it need not be at the start of a piece: what
 * it finds counts what it says all the same, because that is counted alone.
 */
final class SuffixCut {
  /** Prose has 4 bytes a token; twice that answers most questions at once. */
  private static final int LIKELY_BYTES_PER_TOKEN = 8;

  private static final int MIN_WINDOW_BYTES = 1 << 10;

  /** Cuts tried within one piece, the first of which nearly always does. */
  private static final int MAX_CUTS = 16;

  private final TokenCounter counter;
  private final byte[] text;
  private final int start;
  private final int end;
  private final StopSignal stop;

  SuffixCut(TokenCounter counter, byte[] text, int start, int end, StopSignal stop) {
    this.counter = counter;
    this.text = text;
    this.start = start;
    this.end = end;
    this.stop = stop;
  }

  int at(int limitTokens) {
    long window = Math.max(MIN_WINDOW_BYTES, (long) limitTokens * LIKELY_BYTES_PER_TOKEN);
    for (; window < end - start; window *= 2) {
      int from = (int) (end - window);
      while (!CodePoints.startsAt(text, from)) {
        from++;
      }
      int tokens = counter.countUpTo(text, from, end, Integer.MAX_VALUE, stop);
      if (tokens > limitTokens) {
        return cut(from, tokens, limitTokens);
      }
    }
    int tokens = counter.countUpTo(text, start, end, Integer.MAX_VALUE, stop);
    return tokens <= limitTokens ? start : cut(start, tokens, limitTokens);
  }

  /** Finds the cut behind {@code from}, from where there are more tokens than wanted. */
  private int cut(int from, int allTokens, int limitTokens) {
    Pieces walk = counter.pieces(text, from, end, stop);
    int left = allTokens;
    while (walk.next()) {
      left -= walk.tokens();
      if (left <= limitTokens && startsAt(walk.end())) {
        int within = cutWithin(walk, limitTokens - left, limitTokens);
        return within >= 0 ? within : walk.end();
      }
    }
    return end;
  }

  /** Returns a cut within a piece of which so many tokens fit, or -1. */
  private int cutWithin(Pieces piece, int room, int limitTokens) {
    if (room == 0) {
      return -1;
    }
    int first = piece.tokens() - room - 1;
    int[] cuts = counter.tokenEnds(text, piece.start(), piece.end(), first, first + MAX_CUTS, stop);
    for (int cut : cuts) {
      if (cut < piece.end()
          && startsAt(cut)
          && counter.countUpTo(text, cut, end, limitTokens, stop) <= limitTokens) {
        return cut;
      }
    }
    return -1;
  }

  private boolean startsAt(int index) {
    return index == end || CodePoints.startsAt(text, index);
  }
}
