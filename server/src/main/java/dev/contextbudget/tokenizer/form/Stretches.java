package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the stretches of a text that are composed each alone: a character and what can be composed
 * with it or moved before it. Nearly all are known by their characters to have the form. For one
 * thread.
 */
final class Stretches {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] text;
  private final Pace pace;

  Stretches(byte[] text, Pace pace) {
    this.text = text;
    this.pace = pace;
  }

  /** Returns where the next stretch begins that may not have the form, or -1. */
  int next(int from, int to) {
    int stretch = from;
    boolean isBehindMark = false;
    for (int at = from; at < to; ) {
      pace.to(at);
      int bytes = bytes(text[at]);
      if (bytes == 1) {
        at += isAscii(at, to) ? Long.BYTES : 1;
        stretch = at - 1;
        isBehindMark = false;
        continue;
      }
      int c = codePoint(text, at, bytes);
      if (!CanonicalTable.isChangeable(c)) {
        stretch = at;
        isBehindMark = false;
      } else if (CanonicalTable.isSettledMark(c) && !isBehindMark) {
        isBehindMark = true; // and two in a row may be in the wrong order
      } else {
        return CanonicalTable.startsStretch(c) ? at : stretch;
      }
      at += bytes;
    }
    return -1;
  }

  /** Returns where the stretch ends that begins at a place. */
  int end(int start, int to) {
    int at = start + bytes(text[start]);
    while (at < to && !CanonicalTable.startsStretch(codePoint(text, at, bytes(text[at])))) {
      pace.to(at);
      at += bytes(text[at]);
    }
    return at;
  }

  /** Returns where the last stretch begins, or {@code from} if none does. */
  static int last(byte[] text, int from, int to, StopSignal stop) {
    for (int at = to - 1; at > from; at--) {
      boolean isStart = (text[at] & 0xC0) != 0x80;
      if (isStart && CanonicalTable.startsStretch(codePoint(text, at, bytes(text[at])))) {
        return at;
      }
      if ((to - at) % Pace.BYTES == 0) {
        stop.check();
      }
    }
    return from;
  }

  private boolean isAscii(int at, int to) {
    return at + Long.BYTES <= to && ((long) LONGS.get(text, at) & HIGH_BITS) == 0;
  }

  static int bytes(byte lead) {
    return lead >= 0 ? 1 : lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
  }

  static int codePoint(byte[] text, int at, int bytes) {
    return switch (bytes) {
      case 1 -> text[at];
      case 2 -> (text[at] & 0x1F) << 6 | low(text, at + 1);
      case 3 -> (text[at] & 0x0F) << 12 | low(text, at + 1) << 6 | low(text, at + 2);
      default ->
          (text[at] & 0x07) << 18
              | low(text, at + 1) << 12
              | low(text, at + 2) << 6
              | low(text, at + 3);
    };
  }

  private static int low(byte[] text, int at) {
    return text[at] & 0x3F;
  }
}
