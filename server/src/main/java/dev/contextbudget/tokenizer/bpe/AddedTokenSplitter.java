package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.tokenizer.split.Splitter;

/**
 * Takes {@linkplain AddedTokens added tokens} out of a text, and leaves what is between them to
 * another splitter, for which each of them is the end of the text.
 *
 * <p>Whether one follows is looked up a window at a time, and not to the end of the text for every
 * few pieces. The end of the window can change how the text before it is split, but only its last
 * {@link #OPEN_PIECES}; those are left for the next call.
 */
public final class AddedTokenSplitter implements Splitter {
  /** Pieces of 4 bytes are common; twice that fills the caller's array mostly. */
  private static final int WINDOW_BYTES_PER_PIECE = 8;

  private static final int MIN_WINDOW_BYTES = 256;

  private final AddedTokens added;
  private final Splitter others;

  public AddedTokenSplitter(AddedTokens added, Splitter others) {
    this.added = added;
    this.others = others;
  }

  @Override
  public int split(byte[] text, int start, int end, int[] ends) {
    int first = added.endAt(text, start, end);
    if (first > start) {
      ends[0] = first;
      return 1;
    }
    int window = Math.max(MIN_WINDOW_BYTES, ends.length * WINDOW_BYTES_PER_PIECE);
    for (int from = start; ; window *= 2) {
      int to = windowEnd(text, start, end, window);
      int match = added.next(text, from, to, end);
      if (match < to || to == end) {
        return others.split(text, start, match, ends);
      }
      int pieces = split(text, start, to, ends, ends.length);
      if (pieces > 0) {
        return pieces;
      }
      from = to;
    }
  }

  private static int windowEnd(byte[] text, int start, int end, int window) {
    int to = end - start <= window ? end : start + window;
    while (to < end && !CodePoints.startsAt(text, to)) {
      to++;
    }
    return to;
  }

  /** Splits up to the end of a window, without the pieces that may not end there. */
  private int split(byte[] text, int start, int to, int[] ends, int room) {
    if (room <= OPEN_PIECES) { // nobody asks for so few; then they are looked for with more room
      int[] more = new int[room + OPEN_PIECES];
      int pieces = split(text, start, to, more, more.length);
      int fit = Math.min(room, pieces);
      System.arraycopy(more, 0, ends, 0, fit);
      return fit;
    }
    return Math.max(0, others.split(text, start, to, ends) - OPEN_PIECES);
  }

  @Override
  public int openBytes() {
    return added.openBytes();
  }
}
