package dev.contextbudget.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * A hash function of 61 bits, picked at random from a family in which no two texts often meet.
 *
 * <p>Each block of {@value #BLOCK_BYTES} bytes is folded by NH [1], and what comes out of the
 * blocks and the length of the text are the coefficients of a polynomial modulo the prime 2^61 - 1
 * [2], evaluated at a secret point. That is the construction of UMAC and VMAC: multiplications of
 * words without a reduction do the work, two for each 16 bytes, so that a text costs less to hash
 * than to copy out of main memory.
 *
 * <p>Two different texts of at most n bytes have the same hash with a probability of at most 2^-56
 * + (3n / 1024 + 4) / 2^61, over the choice of the function and whoever made the texts, as long as
 * he has not seen hashes: 2^-47 for 4 MiB. The first term: for given texts and all words of the key
 * but one, at most two values of that word give the sums of two different blocks a given
 * difference, which is 2^-63; the halves of the products are summed apart, without the carry
 * between them, so that 127 differences are the same to us. The second: a polynomial that is not
 * zero has at most as many zeros as its degree. Two functions picked apart multiply their
 * probabilities.
 *
 * <p>[1] Black, Halevi, Krawczyk, Krovetz, Rogaway: UMAC: Fast and Secure Message Authentication.
 * CRYPTO 1999, section 4; here with signed words.
 *
 * <p>[2] Carter, Wegman: Universal Classes of Hash Functions. JCSS 18, 1979; Dai, Krovetz: VHASH
 * Security. 2007.
 */
final class KeyedHash {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BLOCK_BYTES = 1024;

  /** Two words. */
  private static final int PAIR_BYTES = 16;

  private static final long PRIME = (1L << 61) - 1;

  private final long[] blockKey;
  private final long point;

  /**
   * Picks a function.
   *
   * @param random unpredictable, where texts come from others
   */
  KeyedHash(RandomGenerator random) {
    blockKey = random.longs(BLOCK_BYTES / Long.BYTES).toArray();
    point = random.nextLong(PRIME);
  }

  /** Returns the hash of a range of bytes, from 0 to below 2^61 + 8. O(n), nothing is allocated. */
  long of(byte[] bytes, int start, int length) {
    int end = start + length;
    long hash = length;
    for (int at = start; at < end; at += BLOCK_BYTES) {
      int blockEnd = Math.min(at + BLOCK_BYTES, end);
      hash = block(hash, bytes, at, blockEnd);
    }
    return hash;
  }

  private long block(long hash, byte[] bytes, int start, int end) {
    int pairs = (end - start) / PAIR_BYTES;
    long low = 0;
    long high = 0;
    for (int i = 0; i < 2 * pairs; i += 2) {
      long a = (long) WORD.get(bytes, start + i * Long.BYTES) + blockKey[i];
      long b = (long) WORD.get(bytes, start + i * Long.BYTES + Long.BYTES) + blockKey[i + 1];
      low += a * b;
      high += Math.multiplyHigh(a, b);
    }
    int rest = start + pairs * PAIR_BYTES;
    if (rest < end) { // with zeros after it: the length tells them from zeros of the text
      long a = word(bytes, rest, Math.min(rest + Long.BYTES, end)) + blockKey[2 * pairs];
      long b = word(bytes, rest + Long.BYTES, end) + blockKey[2 * pairs + 1];
      low += a * b;
      high += Math.multiplyHigh(a, b);
    }
    long next = timesPointPlus(hash, low >>> 4);
    next = timesPointPlus(next, high >>> 4);
    return timesPointPlus(next, (low & 0xF) << 4 | (high & 0xF));
  }

  private static long word(byte[] bytes, int start, int end) {
    long word = 0;
    for (int i = end - 1; i >= start; i--) {
      word = word << Byte.SIZE | (bytes[i] & 0xFF);
    }
    return word;
  }

  /**
   * Returns a number below 2^61 + 8 that is the product plus the coefficient modulo the prime, for
   * a hash of that size too.
   */
  private long timesPointPlus(long hash, long coefficient) {
    long low = hash * point;
    long high = Math.multiplyHigh(hash, point);
    long sum = (low & PRIME) + (high << 3 | low >>> 61) + coefficient; // 2^61 is 1
    return (sum & PRIME) + (sum >>> 61);
  }
}
