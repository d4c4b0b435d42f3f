package dev.contextbudget.tokenizer.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Splits ASCII by windows, and what those cannot decide piece by piece. */
final class WindowSplitter implements Splitter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;

  private final PieceSplitter pieces;
  private final AsciiWindow window;

  WindowSplitter(PieceSplitter pieces, AsciiWindow window) {
    this.pieces = pieces;
    this.window = window;
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
    int from = Math.min(at, end - AsciiWindow.BYTES);
    if (from < 0 || at - from > 48 || ((long) LONGS.get(text, at) & NOT_ASCII) != 0) {
      return 0;
    }
    return window.starts(text, from, at);
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
