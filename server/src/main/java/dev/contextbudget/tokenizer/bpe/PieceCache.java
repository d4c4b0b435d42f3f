package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Counts pieces, and remembers the counts of short ones.
 *
 * <p>Text repeats itself: of English, code and JSON some 99 % of the pieces are at most {@value
 * #MAX_KEY_BYTES} bytes long and were seen before. Such a piece is its own key, in two longs, with
 * its length in the highest byte; it stands in one of the two slots of its hash beside its count,
 * in the four bits that are left. The one used last comes first: that is right for 9 in 10. Keys
 * are compared whole, so the cache cannot be wrong.
 *
 * <p>At first it holds the tokens themselves, each of which is a piece of one token, and where more
 * have the same slots those that are merged first, which are the more frequent ones: of a text that
 * is seen for the first time most pieces are known at once.
 *
 * <p>1 MB, which fits a core's second-level cache: a quarter of it costs half the speed on prose,
 * more gains nothing ({@code deploy/bench/counting.sh}). For one thread.
 */
final class PieceCache {
  static final int MAX_KEY_BYTES = 15;

  /** Bytes between two looks at whether the caller is still there: some 100 microseconds. */
  private static final int BYTES_PER_CHECK = 1 << 12;

  private static final int SLOT_BITS = 16;
  private static final int PAIR_SHIFT = Long.SIZE - SLOT_BITS + 1;

  /** A count is kept above the key; it is at most the length. */
  private static final int COUNT_BITS = 4;

  private static final int COUNT_SHIFT = Long.SIZE - COUNT_BITS;

  private static final int LENGTH_SHIFT = 56;
  private static final long MIX_LOW = 0x9E3779B97F4A7C15L;
  private static final long MIX_HIGH = 0xC2B2AE3D27D4EB4FL;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Which bits of the two longs are of a piece of so many bytes. */
  private static final long[] LOW_MASK = new long[MAX_KEY_BYTES + 1];

  private static final long[] HIGH_MASK = new long[MAX_KEY_BYTES + 1];

  static {
    for (int length = 0; length <= MAX_KEY_BYTES; length++) {
      LOW_MASK[length] = length >= Long.BYTES ? -1L : (1L << (length * Byte.SIZE)) - 1;
      HIGH_MASK[length] =
          length <= Long.BYTES ? 0 : (1L << ((length - Long.BYTES) * Byte.SIZE)) - 1;
    }
  }

  private final Vocabulary vocabulary;
  private final PieceEncoder encoder;
  private final long[] slots;

  /** A piece at the end of an array, from which two longs cannot be read. */
  private final byte[] padded = new byte[2 * Long.BYTES];

  PieceCache(Vocabulary vocabulary, PieceEncoder encoder) {
    this.vocabulary = vocabulary;
    slots = vocabulary.firstPieces();
    this.encoder = encoder;
  }

  /**
   * Returns the slots of a cache that has counted nothing yet.
   *
   * @param tokens in the order of their merges
   * @param isPiece which of them count 1 as a piece
   */
  static long[] filledWith(byte[][] tokens, BitSet isPiece) {
    long[] slots = new long[2 << SLOT_BITS];
    byte[] key = new byte[2 * Long.BYTES];
    for (int token = isPiece.length() - 1; token >= 0; token = isPiece.previousSetBit(token - 1)) {
      int length = tokens[token].length;
      if (length <= MAX_KEY_BYTES) {
        System.arraycopy(tokens[token], 0, key, 0, length);
        long low = low(key, 0, length);
        long high = high(key, 0, length);
        put(slots, slot(low, high), low, high, 1);
      }
    }
    return slots;
  }

  /**
   * Returns the tokens of neighbouring pieces.
   *
   * @param start where the first one begins
   * @param ends where each ends and the next one begins
   * @param from index of the first one's end
   * @param to one past the index of the last one's end
   */
  int count(byte[] text, int start, int[] ends, int from, int to, StopSignal stop) {
    int safe = text.length - 2 * Long.BYTES;
    int tokens = 0;
    int at = start;
    for (int i = from; i < to; i++) {
      int end = ends[i];
      int length = end - at;
      if (length > MAX_KEY_BYTES) {
        tokens += longPiece(text, at, end, stop);
      } else if (at <= safe) {
        tokens += shortPiece(text, at, text, at, length, stop);
      } else {
        tokens += lastPiece(text, at, length, stop);
      }
      at = end;
    }
    return tokens;
  }

  private int lastPiece(byte[] text, int start, int length, StopSignal stop) {
    System.arraycopy(text, start, padded, 0, length);
    return shortPiece(padded, 0, text, start, length, stop);
  }

  private int longPiece(byte[] text, int start, int end, StopSignal stop) {
    return text[end - 1] >= 0 || vocabulary.isWholeOnly(text, start, end)
        ? encoder.count(text, start, end, stop)
        : betweenSeams(text, start, end, stop);
  }

  /** Counts a piece from seam to seam. Only code points of 3 bytes and more have many. */
  private int betweenSeams(byte[] text, int start, int end, StopSignal stop) {
    Seams seams = vocabulary.seams();
    int tokens = 0;
    int from = start;
    int before = start;
    int unchecked = start;
    for (int at = start + CodePoints.bytesAt(text, start);
        at < end;
        at += CodePoints.bytesAt(text, at)) {
      if (at - before > 2 && seams.isBetween(text, before, at)) {
        tokens += part(text, from, at, stop);
        from = at;
        if (at - unchecked > BYTES_PER_CHECK) {
          stop.check();
          unchecked = at;
        }
      }
      before = at;
    }
    return tokens + part(text, from, end, stop);
  }

  /** Counts a part of a piece, which is cached unless it counts less when it is all of one. */
  private int part(byte[] text, int start, int end, StopSignal stop) {
    int length = end - start;
    if (length > MAX_KEY_BYTES || vocabulary.isWholeOnly(text, start, end)) {
      return encoder.encode(text, start, end, stop);
    }
    return start <= text.length - 2 * Long.BYTES
        ? shortPiece(text, start, text, start, length, stop)
        : lastPiece(text, start, length, stop);
  }

  /** Counts a piece whose bytes, and any others up to two longs, are at {@code key} in keys. */
  private int shortPiece(
      byte[] keys, int key, byte[] text, int start, int length, StopSignal stop) {
    long low = low(keys, key, length);
    long high = high(keys, key, length);
    int slot = slot(low, high);
    long known = slots[slot + 1];
    if (slots[slot] != low || !isKey(known, high)) {
      int second = slot + 2;
      known = slots[second + 1];
      boolean isSecond = slots[second] == low && isKey(known, high);
      int tokens =
          isSecond
              ? (int) (known >>> COUNT_SHIFT)
              : encoder.count(text, start, start + length, stop);
      put(slots, slot, low, high, tokens);
      return tokens;
    }
    return (int) (known >>> COUNT_SHIFT);
  }

  private static boolean isKey(long known, long high) {
    return (known ^ high) << COUNT_BITS == 0;
  }

  /** Puts a piece in the first slot of its two, and what was there in the second. */
  private static void put(long[] slots, int slot, long low, long high, int tokens) {
    slots[slot + 2] = slots[slot];
    slots[slot + 3] = slots[slot + 1];
    slots[slot] = low;
    slots[slot + 1] = high | ((long) tokens << COUNT_SHIFT);
  }

  private static long low(byte[] keys, int key, int length) {
    return (long) LONG.get(keys, key) & LOW_MASK[length];
  }

  private static long high(byte[] keys, int key, int length) {
    long high = (long) LONG.get(keys, key + Long.BYTES) & HIGH_MASK[length];
    return high | ((long) length << LENGTH_SHIFT);
  }

  private static int slot(long low, long high) {
    long mixed = (low ^ Long.rotateLeft(high * MIX_HIGH, Integer.SIZE)) * MIX_LOW;
    return (int) (mixed >>> PAIR_SHIFT) << 2;
  }
}
