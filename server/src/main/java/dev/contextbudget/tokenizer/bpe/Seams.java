package dev.contextbudget.tokenizer.bpe;

import java.util.List;

/**
 * The neighbouring code points that no token holds side by side: between them a piece can be cut
 * before it is encoded, because no merge crosses.
 *
 * <p>Chinese has some 12,000 pairs of characters within the tokens of o200k, of the many millions
 * that stand side by side in texts. So nearly every token of Chinese ends at a seam, and what is
 * left between two seams is short enough for the {@link PieceCache}.
 *
 * <p>40 KB: a filter, which takes some seams for none and never the other way round. Tokens that
 * hold a part of a code point only are kept by the two bytes at the border.
 */
final class Seams {
  private static final int PAIR_BITS = 18;
  private static final int PAIR_SHIFT = Long.SIZE - PAIR_BITS;
  private static final int WORDS = (1 << PAIR_BITS) / Long.SIZE;
  private static final int BYTE_PAIR_WORDS = (1 << 16) / Long.SIZE;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Pairs of code points within tokens, by their hash. */
  private final long[] joined;

  /** Pairs of bytes at borders between code points of which a token does not hold both. */
  private final long[] partlyJoined;

  private Seams(long[] joined, long[] partlyJoined) {
    this.joined = joined;
    this.partlyJoined = partlyJoined;
  }

  /** Returns the seams that {@link #bits} tell. */
  static Seams of(long[] joined, long[] partlyJoined) {
    if (joined.length != WORDS || partlyJoined.length != BYTE_PAIR_WORDS) {
      throw new IllegalArgumentException("filters of another size");
    }
    return new Seams(joined, partlyJoined);
  }

  /** Finds the seams that a list of tokens leaves. Linear in their bytes. */
  static Seams within(byte[][] tokens) {
    Seams seams = new Seams(new long[WORDS], new long[BYTE_PAIR_WORDS]);
    for (byte[] token : tokens) {
      int before = 0;
      for (int at = 1; at < token.length; at++) {
        if (CodePoints.startsAt(token, at)) {
          seams.join(token, before, at);
          before = at;
        }
      }
    }
    return seams;
  }

  /** Returns what {@link #of} takes. */
  List<long[]> bits() {
    return List.of(joined.clone(), partlyJoined.clone());
  }

  private void join(byte[] token, int before, int at) {
    boolean holdsBoth =
        CodePoints.startsAt(token, before)
            && before + CodePoints.bytesAt(token, before) == at
            && at + CodePoints.bytesAt(token, at) <= token.length;
    if (holdsBoth) {
      int pair = pairIndex(token, before, at);
      joined[pair >>> 6] |= 1L << pair;
    } else {
      int pair = byteIndex(token, at);
      partlyJoined[pair >>> 6] |= 1L << pair;
    }
  }

  /**
   * Returns true if no token goes on from one code point into the next.
   *
   * @param before where the code point in front starts
   * @param at where it ends and the next one starts
   */
  boolean isBetween(byte[] text, int before, int at) {
    int bytes = byteIndex(text, at);
    int pair = pairIndex(text, before, at);
    return (partlyJoined[bytes >>> 6] & (1L << bytes)) == 0
        && (joined[pair >>> 6] & (1L << pair)) == 0;
  }

  private static int byteIndex(byte[] text, int at) {
    return ((text[at - 1] & 0xFF) << Byte.SIZE) | (text[at] & 0xFF);
  }

  private static int pairIndex(byte[] text, int before, int at) {
    long pair = bits(text, before, at);
    pair = (pair << Integer.SIZE) | bits(text, at, at + CodePoints.bytesAt(text, at));
    return (int) ((pair * MIX) >>> PAIR_SHIFT);
  }

  private static long bits(byte[] text, int start, int end) {
    long bits = 0;
    for (int i = start; i < end; i++) {
      bits = (bits << Byte.SIZE) | (text[i] & 0xFF);
    }
    return bits;
  }
}
