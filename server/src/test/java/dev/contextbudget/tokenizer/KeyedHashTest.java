package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyedHashTest {
  private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);
  private static final int BLOCK_WORDS = 128;

  static LongStream seeds() {
    return Seeds.all();
  }

  /** The definition in numbers of any size, with the key that the same seed gives. */
  private static long byDefinition(long seed, byte[] text) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] key = random.longs(BLOCK_WORDS).toArray();
    BigInteger point = BigInteger.valueOf(random.nextLong(PRIME.longValueExact()));
    BigInteger hash = BigInteger.valueOf(text.length);
    for (int start = 0; start < text.length; start += BLOCK_WORDS * Long.BYTES) {
      BigInteger low = BigInteger.ZERO;
      BigInteger high = BigInteger.ZERO;
      int words = (Math.min(text.length - start, BLOCK_WORDS * Long.BYTES) + 15) / 16 * 2;
      for (int i = 0; i < words; i += 2) {
        BigInteger product =
            BigInteger.valueOf(word(text, start + i * Long.BYTES) + key[i])
                .multiply(
                    BigInteger.valueOf(word(text, start + (i + 1) * Long.BYTES) + key[i + 1]));
        low = low.add(product.mod(WORD)).mod(WORD);
        high = high.add(product.shiftRight(64)).mod(WORD);
      }
      BigInteger lastBits =
          low.mod(BigInteger.valueOf(16)).shiftLeft(4).add(high.mod(BigInteger.valueOf(16)));
      hash = hash.multiply(point).add(low.shiftRight(4)).mod(PRIME);
      hash = hash.multiply(point).add(high.shiftRight(4)).mod(PRIME);
      hash = hash.multiply(point).add(lastBits).mod(PRIME);
    }
    return hash.longValueExact();
  }

  private static long word(byte[] text, int at) {
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | (at + i < text.length ? text[at + i] & 0xFF : 0);
    }
    return word;
  }

  private static byte[] randomText(SplittableRandom random) {
    byte[] text = new byte[random.nextInt(random.nextInt(10) == 0 ? 5_000 : 300)];
    switch (random.nextInt(4)) {
      case 0 -> Arrays.fill(text, (byte) -1); // the largest sums
      case 1 -> Arrays.fill(text, (byte) 0);
      default -> random.nextBytes(text);
    }
    return text;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isWhatTheDefinitionSaysWhereverTheTextStands(long seed) {
    byte[] text = randomText(new SplittableRandom(-seed));
    byte[] around = new byte[text.length + 40];
    Arrays.fill(around, (byte) 'x');
    int start = (int) (seed % 20);
    System.arraycopy(text, 0, around, start, text.length);

    long hash = new KeyedHash(new SplittableRandom(seed)).of(around, start, text.length);

    assertEquals(byDefinition(seed, text), hash % PRIME.longValueExact());
    assertTrue(hash >= 0);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyChangeOfATextChangesIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    KeyedHash function = new KeyedHash(random);
    byte[] text = Arrays.copyOf(randomText(random), 1 + random.nextInt(3_000));
    long hash = function.of(text, 0, text.length);
    byte[] other = text.clone();
    other[random.nextInt(text.length)] ^= (byte) (1 << random.nextInt(8));

    assertNotEquals(hash, function.of(other, 0, other.length));
    assertNotEquals(hash, function.of(text, 0, text.length - 1));
    assertNotEquals(hash, function.of(Arrays.copyOf(text, text.length + 1), 0, text.length + 1));
  }

  @Test
  void functionsPickedApartDiffer() {
    byte[] text = {1, 2, 3};
    assertNotEquals(
        new KeyedHash(new SplittableRandom(1)).of(text, 0, 3),
        new KeyedHash(new SplittableRandom(2)).of(text, 0, 3));
  }
}
