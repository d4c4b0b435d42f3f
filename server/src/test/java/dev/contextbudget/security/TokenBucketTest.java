package dev.contextbudget.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenBucketTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final BigInteger YEAR = BigInteger.valueOf(365L * 24 * 60 * MINUTE);

  /** Of those every amount takes a whole number of nanoseconds to grant, so both are exact. */
  private static final long[] GRANTS = {1, 60, 1_000, 60_000, 1_000_000, 600_000_000};

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Counts what is left in units of a minute's nanosecond, where this one counts time. */
  private static final class Oracle {
    private final BigInteger perMinute;
    private BigInteger level;
    private long now;

    Oracle(long perMinute, long now) {
      this.perMinute = BigInteger.valueOf(perMinute);
      this.level = full();
      this.now = now;
    }

    private BigInteger full() {
      return perMinute.multiply(BigInteger.valueOf(MINUTE));
    }

    void advance(long to) {
      level = level.add(perMinute.multiply(BigInteger.valueOf(to - now))).min(full());
      now = to;
    }

    void take(long amount) {
      level = level.subtract(BigInteger.valueOf(amount).multiply(BigInteger.valueOf(MINUTE)));
    }

    boolean hasAny() {
      return level.signum() > 0;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void grantsExactlyWhatAMinuteDoes(long seed) {
    Random random = new Random(seed);
    long perMinute = GRANTS[random.nextInt(GRANTS.length)];
    long now = random.nextLong() >> 8; // a clock may begin anywhere
    TokenBucket bucket = new TokenBucket(perMinute, now);
    Oracle oracle = new Oracle(perMinute, now);

    for (int i = 0; i < 50; i++) {
      now += (long) (random.nextDouble() * random.nextInt(3) * MINUTE / 2);
      oracle.advance(now);
      long wait = bucket.waitMillis(now);
      assertEquals(oracle.hasAny(), wait == 0);
      if (wait > 0 && random.nextBoolean()) {
        assertTrue(bucket.waitMillis(now + (wait - 1) * 1_000_000 - 1) > 0, "not a wait too long");
        now += wait * 1_000_000;
        oracle.advance(now);
        assertTrue(oracle.hasAny(), "a wait that is long enough");
      }
      long amount = (long) (random.nextDouble() * perMinute * 1.2);
      bucket.take(amount, now);
      oracle.take(amount);
    }
  }

  /** Returns how long an amount takes to be granted, a year at most. */
  private static BigInteger nanos(long amount, long perMinute) {
    BigInteger[] exact =
        BigInteger.valueOf(amount)
            .multiply(BigInteger.valueOf(MINUTE))
            .divideAndRemainder(BigInteger.valueOf(perMinute));
    return exact[0].add(BigInteger.valueOf(exact[1].signum())).min(YEAR);
  }

  /** One charge, and another for what it leaves of a minute's grant. */
  @ParameterizedTest
  @MethodSource("seeds")
  void chargesAreExactWhateverTheirSizeAndTheGrants(long seed) {
    Random random = new Random(seed);
    long perMinute = (random.nextLong() >>> (2 + random.nextInt(61))) + 1;
    long amount =
        random.nextBoolean()
            ? random.nextLong() >>> (1 + random.nextInt(62))
            : Long.MAX_VALUE / MINUTE - random.nextInt(1_000);
    long now = random.nextLong() >> 8;
    TokenBucket bucket = new TokenBucket(perMinute, now);
    long rest = Math.max(0, perMinute - amount);

    bucket.take(amount, now);
    bucket.take(rest, now);

    BigInteger emptyFor =
        nanos(amount, perMinute)
            .add(nanos(rest, perMinute))
            .min(YEAR)
            .subtract(BigInteger.valueOf(MINUTE));
    long expected =
        emptyFor.signum() < 0
            ? 0
            : emptyFor.divide(BigInteger.valueOf(1_000_000)).longValueExact() + 1;
    assertEquals(expected, bucket.waitMillis(now), () -> amount + " of " + perMinute);
  }

  @Test
  void aFullBucketMayBeOverdrawnOnceAndThenHasToBePaid() {
    TokenBucket bucket = new TokenBucket(60, 0);

    bucket.take(120, 0);

    assertEquals(60_001, bucket.waitMillis(0));
    assertEquals(1, bucket.waitMillis(MINUTE));
    assertEquals(0, bucket.waitMillis(MINUTE + 1));
  }

  @Test
  void whatIsNotUsedIsNotSavedForMoreThanAMinute() {
    TokenBucket bucket = new TokenBucket(60, 0);

    bucket.take(60, 100 * MINUTE);

    assertEquals(1, bucket.waitMillis(100 * MINUTE));
  }

  @Test
  void noLimitIsNeverReached() {
    TokenBucket bucket = new TokenBucket(Quota.NO_LIMIT, 0);

    bucket.take(Long.MAX_VALUE, 0);

    assertEquals(0, bucket.waitMillis(0));
  }

  @Test
  void anAmountBeyondAllTimeIsADebtOfAYear() {
    TokenBucket bucket = new TokenBucket(1, 0);

    bucket.take(Long.MAX_VALUE, 0);
    bucket.take(Long.MAX_VALUE, 0);

    assertTrue(bucket.waitMillis(0) > 364L * 24 * 3600 * 1000, "long");
    assertEquals(0, bucket.waitMillis(366L * 24 * 60 * MINUTE));
  }

  @Test
  void anotherGrantIsInForceAtOnce() {
    TokenBucket bucket = new TokenBucket(60, 0);
    bucket.take(60, 0);

    bucket.setPerMinute(6_000);
    bucket.take(60, 1);

    assertEquals(0, bucket.waitMillis(MINUTE / 100 + 2));
    bucket.setPerMinute(Quota.NO_LIMIT);
    assertEquals(0, bucket.waitMillis(0));
  }
}
