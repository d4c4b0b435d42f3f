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
