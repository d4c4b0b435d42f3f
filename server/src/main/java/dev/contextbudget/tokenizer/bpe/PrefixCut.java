package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.tokenizer.split.Splitter;

/**
 * Finds where a text has to end for so many tokens.
 *
 * <p>A cut can change how the text before it is split, but only its last {@link
 * Splitter#OPEN_PIECES}; so the prefix is counted again from before those.
 */
final class PrefixCut {
  /** Ends of pieces that are kept to go back to. */
  private static final int KEPT = 16;

  /** Cuts tried within one piece, the first of which nearly always does. */
  private static final int MAX_CUTS = 64;

  private static final int MIN_WINDOW_BYTES = 1 << 10;

  /** Four times what a token of prose has, so that the first window nearly always does. */
  private static final int WINDOW_BYTES_PER_TOKEN = 16;

  private final TokenCounter counter;
  private final byte[] text;
  private final int start;
  private final int end;
  private final StopSignal stop;

  /** Ends of the last pieces, and the tokens up to each, in a ring. */
  private final int[] ends = new int[KEPT];

  private final int[] tokens = new int[KEPT];
  private int pieces;

  PrefixCut(TokenCounter counter, byte[] text, int start, int end, StopSignal stop) {
    this.counter = counter;
    this.text = text;
    this.start = start;
    this.end = end;
    this.stop = stop;
  }

  /**
   * Looks at a window, and at twice as much as long as the cut is in its farther half: how a piece
   * ends can change its last tokens, and of a long one no more is to be encoded than is asked for.
   */
  int at(int limitTokens) {
    long window = Math.max(MIN_WINDOW_BYTES, (long) limitTokens * WINDOW_BYTES_PER_TOKEN);
    for (; window < end - start; window *= 2) {
      int to = start + (int) window;
      while (!CodePoints.startsAt(text, to)) {
        to--;
      }
      int cut = within(to, limitTokens);
      if (cut - start <= window / 2) {
        return cut;
      }
    }
    return within(end, limitTokens);
  }

  private int within(int to, int limitTokens) {
    int cut = walk(to, limitTokens);
    for (int limit = limitTokens / 2; cut < 0; limit /= 2) {
      cut = limit == 0 ? start : walk(to, limit);
    }
    return cut;
  }

  /** Returns the cut, or -1 if none of those near the limit will do, which was never seen. */
  private int walk(int to, int limitTokens) {
    ends[0] = start;
    tokens[0] = 0;
    pieces = 0;
    Pieces walk = counter.pieces(text, start, to, stop);
    while (walk.next()) {
      int sum = tokens[pieces % KEPT] + walk.tokens();
      if (sum > limitTokens) {
        return cut(walk, limitTokens);
      }
      pieces++;
      ends[pieces % KEPT] = walk.end();
      tokens[pieces % KEPT] = sum;
    }
    return to;
  }

  private int cut(Pieces walk, int limitTokens) {
    int room = limitTokens - tokens[pieces % KEPT];
    if (room > 0) {
      int from = Math.max(0, room - MAX_CUTS);
      int[] cuts = counter.tokenEnds(text, walk.start(), walk.end(), from, room, stop);
      for (int i = cuts.length - 1; i >= 0; i--) {
        if (CodePoints.startsAt(text, cuts[i]) && fits(cuts[i], pieces, limitTokens)) {
          return cuts[i];
        }
      }
    }
    for (int piece = pieces; piece > Math.max(0, pieces - KEPT / 2); piece--) {
      int cut = ends[piece % KEPT];
      if (CodePoints.startsAt(text, cut) && fits(cut, piece - 1, limitTokens)) {
        return cut;
      }
    }
    return pieces == 0 ? start : -1;
  }

  /**
   * Returns true if the text up to {@code cut} has few enough tokens alone.
   *
   * @param piecesBefore pieces that lie before the one that the cut is in or ends
   */
  private boolean fits(int cut, int piecesBefore, int limitTokens) {
    int from = Math.max(0, piecesBefore - Splitter.OPEN_PIECES);
    int left = limitTokens - tokens[from % KEPT];
    return counter.countUpTo(text, ends[from % KEPT], cut, left, stop) <= left;
  }
}
