package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.ChunkLimit;
import java.util.Arrays;

/**
 * Cuts a text into chunks in one pass over its pieces.
 *
 * <p>The tokens of a chunk are those of the text between its ends, which is right alone as well but
 * for its first and last pieces: a cut can change how those are split. So each chunk is counted
 * again, alone, and where that is more than is allowed it ends one piece or token earlier. A piece
 * is encoded once, however many chunks it is cut into, because whole tokens of a piece have
 * themselves for tokens.
 */
final class ChunkCuts {
  /** Ends of pieces that are kept to go back to; the last one nearly always does. */
  private static final int KEPT = 16;

  private final TokenCounter counter;
  private final byte[] text;
  private final int start;
  private final int end;
  private final ChunkLimit limit;
  private final StopSignal stop;
  private final Pieces walk;

  /** Ends of the last pieces, and the tokens of the text up to each, in a ring. */
  private final int[] pieceEnds = new int[KEPT];

  private final int[] tokensUpTo = new int[KEPT];
  private int pieces;

  private int[] chunkEnds = new int[16];
  private int chunks;

  /** Where the chunk begins that is being filled, and the tokens of the text before it. */
  private int from;

  private int tokensBefore;

  ChunkCuts(
      TokenCounter counter, byte[] text, int start, int end, ChunkLimit limit, StopSignal stop) {
    this.counter = counter;
    this.text = text;
    this.start = start;
    this.end = end;
    this.limit = limit;
    this.stop = stop;
    walk = counter.pieces(text, start, end, stop);
    pieceEnds[0] = start;
    from = start;
  }

  /** Returns the ends of the chunks, relative to the start of the text. */
  int[] ends() {
    while (walk.next()) {
      int tokens = tokensUpTo[pieces % KEPT] + walk.tokens();
      while (!mayGoOn(tokens)) {
        cut();
      }
      pieces++;
      pieceEnds[pieces % KEPT] = walk.end();
      tokensUpTo[pieces % KEPT] = tokens;
    }
    if (from < end) {
      add(end, tokensUpTo[pieces % KEPT]);
    }
    return Arrays.copyOf(chunkEnds, chunks);
  }

  /** Returns whether the chunk may go on to the end of the piece; at the end of the text, end. */
  private boolean mayGoOn(int tokens) {
    boolean isAsInText = walk.end() < end || from == start;
    return allows(walk.end(), tokens) && (isAsInText || fits(walk.end()));
  }

  /**
   * Returns whether the chunk may hold the text up to {@code to}.
   *
   * @param tokens of the text up to there
   */
  private boolean allows(int to, int tokens) {
    return limit.allows(from - start, to - start, tokens - tokensBefore);
  }

  /** Returns whether the chunk may end at {@code to}, counted alone. */
  private boolean fits(int to) {
    int tokens = counter.countUpTo(text, from, to, Integer.MAX_VALUE, stop);
    return limit.allows(from - start, to - start, tokens);
  }

  /** Ends a chunk before the piece that the walk is at, or chunks within it if there is none. */
  private void cut() {
    for (int piece = pieces; piece > Math.max(0, pieces - KEPT); piece--) {
      int to = pieceEnds[piece % KEPT];
      if (to > from && fits(to)) {
        add(to, tokensUpTo[piece % KEPT]);
        return;
      }
    }
    if (from < walk.start()) {
      add(from + CodePoints.bytesAt(text, from), tokensBefore);
    } else {
      cutPiece();
    }
  }

  /** Ends chunks within the piece until its rest is one, or can go on with what is behind it. */
  private void cutPiece() {
    int[] ends = counter.tokenEnds(text, walk.start(), walk.end(), 0, Integer.MAX_VALUE, stop);
    int tokens = tokensUpTo[pieces % KEPT];
    while (true) {
      int first = firstBehind(from, ends);
      int behind = first;
      while (behind < ends.length && allows(cutAt(ends[behind]), tokens + behind + 1)) {
        behind++;
      }
      if (behind == ends.length && fits(walk.end())) {
        return;
      }
      int to = lastThatFits(ends, first, Math.min(behind, ends.length - 1));
      add(to, tokens + firstBehind(to, ends));
    }
  }

  /** Returns a place to cut at behind one of the tokens from {@code first} to before {@code to}. */
  private int lastThatFits(int[] ends, int first, int to) {
    for (int token = to - 1; token >= first; token--) {
      int cut = cutAt(ends[token]);
      if (cut > from && fits(cut)) {
        return cut;
      }
    }
    return from + CodePoints.bytesAt(text, from);
  }

  /** Returns the first token that ends behind a place. */
  private static int firstBehind(int place, int[] ends) {
    int found = Arrays.binarySearch(ends, place);
    return found < 0 ? -found - 1 : found + 1;
  }

  /** Returns the place between two code points that is not behind the end of a token. */
  private int cutAt(int tokenEnd) {
    int to = tokenEnd;
    while (to < walk.end() && !CodePoints.startsAt(text, to)) {
      to--;
    }
    return to;
  }

  private void add(int to, int tokens) {
    if (chunks == chunkEnds.length) {
      chunkEnds = Arrays.copyOf(chunkEnds, 2 * chunks);
    }
    chunkEnds[chunks++] = to - start;
    from = to;
    tokensBefore = tokens;
  }
}
