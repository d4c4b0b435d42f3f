package dev.contextbudget.tokenizer.split;

/** A splitter that finds one piece after the other. */
abstract class PieceSplitter implements Splitter {

  @Override
  public final int split(byte[] text, int start, int end, int[] ends) {
    int at = start;
    int count = 0;
    while (at < end && count < ends.length) {
      at = pieceEnd(text, at, end);
      ends[count++] = at;
    }
    return count;
  }

  /** Returns where the piece that begins at {@code at} ends; {@code at < end}. */
  abstract int pieceEnd(byte[] text, int at, int end);
}
