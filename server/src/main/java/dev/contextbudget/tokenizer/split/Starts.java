package dev.contextbudget.tokenizer.split;

/**
 * Where pieces begin in a {@link Window}, from where its classes are.
 *
 * <p>Each long has a bit for each of 64 bytes, the first byte lowest. Before the window is nothing.
 */
final class Starts {
  /** A contraction is decided by two bytes behind its apostrophe. */
  private static final int LOOK_AHEAD = 3;

  private Starts() {}

  /** Returns the starts before the first place that is open. */
  static long before(long open, long starts) {
    return starts & ((open & -open) - 1);
  }

  /**
   * The starts for which nothing behind the known bytes matters: up to white space at their end.
   */
  static long decided(long space, int known) {
    int trailing = Long.numberOfLeadingZeros(~(space << (Window.BYTES - known)));
    int last = Math.min(known - LOOK_AHEAD, trailing == 0 ? Window.BYTES : known - trailing);
    return last < 0 ? 0 : (2L << last) - 1;
  }

  /** All starts, and the end of the text. White space at its end is cut behind a newline only. */
  static long decidedByTheEnd(long starts, long gap, long newline, long sign, int known) {
    long end = 1L << known;
    int trailing = Long.numberOfLeadingZeros(~((gap | newline) << (Window.BYTES - known)));
    long run = end - (end >>> trailing);
    long behindNewline = Long.highestOneBit(newline & run) << 1;
    long behindSign = run & gap & takenBySigns(newline, sign) << 1;
    return (starts & ((end >>> trailing << 1) - 1)) | behindNewline | behindSign | end;
  }

  /** Newlines directly behind signs. */
  static long takenBySigns(long newline, long sign) {
    return newline & ~(newline + (newline & sign << 1));
  }

  /** A gap ends before its last character, unless a keeper follows. */
  static long ofSpaces(long gap, long newline, long sign, long keeper) {
    long space = gap | newline;
    long afterSign = newline & sign << 1;
    long taken = takenBySigns(newline, sign);
    long indent = gap & newline << 1;
    long blankLines = (gap + indent) & newline;
    if (blankLines != 0) {
      indent = withoutBlankLines(indent, blankLines);
    }
    long last = gap & ~((space | keeper) >>> 1);
    return (space & ~(space << 1 | afterSign)) | indent | (gap & taken << 1) | last;
  }

  /** Takes out the starts of gaps that end in a newline: those are inside of white space. */
  private static long withoutBlankLines(long gapStarts, long newlinesBehind) {
    long starts = gapStarts;
    for (long rest = newlinesBehind; rest != 0; rest &= rest - 1) {
      starts &= ~Long.highestOneBit(starts & ((rest & -rest) - 1));
    }
    return starts;
  }

  /** Words without a gap or a single sign before them. */
  static long ofWords(long letter, long gap, long signStart, long continuation) {
    long behind = signStart << 1;
    long split = behind & continuation;
    long behindSign = (behind & ~continuation) | ((split + continuation) & ~continuation);
    return letter & ~(letter << 1 | gap << 1 | behindSign);
  }

  static long inThrees(long number) {
    long three = number & number << 1 & number << 2;
    long starts = 0;
    for (long start = number & ~(number << 1); start != 0; start = start << 3 & three) {
      starts |= start;
    }
    return starts;
  }
}
