package dev.contextbudget.tokenizer.split;

/** Splits ASCII by windows, and what those cannot decide piece by piece. */
final class WindowSplitter implements Splitter {
  /** A window that has less than a fourth to tell costs more than it saves. */
  private static final int MOST_BEFORE = 48;

  private final PieceSplitter pieces;
  private final Window window;
  private final boolean asciiFirst;

  WindowSplitter(WordRules rules) {
    this.pieces = rules.casedWords() ? new CasedWordSplitter(rules) : new LetterRunSplitter(rules);
    this.window = new Window(rules);
    this.asciiFirst = rules.hanApart();
  }

  @Override
  public int split(byte[] text, int start, int end, int[] ends) {
    int at = start;
    int count = 0;
    while (at < end && count < ends.length) {
      long starts = starts(text, at, end);
      if (starts == 0) {
        at = pieces.pieceEnd(text, at, end);
        ends[count++] = at;
      } else {
        count = write(starts, at, ends, count);
        at = ends[count - 1];
      }
    }
    return count;
  }

  private long starts(byte[] text, int at, int end) {
    int from = Math.min(at, end - Window.BYTES);
    return from < 0 || at - from > MOST_BEFORE || (asciiFirst && text[at] < 0)
        ? 0
        : window.starts(text, from, at);
  }

  private static int write(long starts, int at, int[] ends, int count) {
    int last = Math.min(ends.length, count + Long.bitCount(starts));
    long rest = starts;
    int next = count;
    if (ends.length - count >= 16) {
      for (int i = 0; i < 16; i++) {
        ends[count + i] = at + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
      }
      next = count + 16;
    }
    while (next < last) {
      ends[next++] = at + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return last;
  }
}
