package dev.contextbudget.security;

import java.math.BigInteger;
import java.util.concurrent.TimeUnit;

/**
 * A quota over time: holds at most what one minute grants, is filled evenly, and is paid from after
 * the work.
 *
 * <p>What a call costs is known when it is done, so whoever has anything left may begin, and may
 * end in debt; then nothing begins until the debt is paid. Over any time t a tenant therefore gets
 * at most the grant of t, a full bucket, and what its calls in flight overdraw.
 *
 * <p>All it remembers is when the bucket will be full again: everything taken moves that by the
 * time in which it is granted, to the nanosecond above. That is the generic cell rate algorithm
 * [1].
 *
 * <p>[1] ITU-T Recommendation I.371, annex A.
 */
final class TokenBucket {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** A debt of a year is as good as a longer one, and sums of it stay far from overflow. */
  private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(365);

  private long perMinute;
  private long fullAtNanos;

  /**
   * A full bucket.
   *
   * @param perMinute {@link Quota#NO_LIMIT} for one that is never empty
   */
  TokenBucket(long perMinute, long nowNanos) {
    this.perMinute = perMinute;
    this.fullAtNanos = nowNanos;
  }

  /** Changes what a minute grants; the bucket stays as full as it is. */
  synchronized void setPerMinute(long newPerMinute) {
    perMinute = newPerMinute;
  }

  /** Takes an amount, whether it is there or not. */
  synchronized void take(long amount, long nowNanos) {
    if (perMinute == Quota.NO_LIMIT) {
      return;
    }
    long aheadNanos = Math.max(0, fullAtNanos - nowNanos);
    fullAtNanos = nowNanos + Math.min(MAX_NANOS, aheadNanos + nanosToGrant(amount));
  }

  /** Returns the time until something is there, rounded up; 0 if it is. */
  synchronized long waitMillis(long nowNanos) {
    long emptyForNanos = fullAtNanos - nowNanos - MINUTE_NANOS;
    if (perMinute == Quota.NO_LIMIT || emptyForNanos < 0) {
      return 0;
    }
    return emptyForNanos / NANOS_PER_MILLI + 1;
  }

  private long nanosToGrant(long amount) {
    if (amount <= Long.MAX_VALUE / MINUTE_NANOS) { // 153 million at once, so always but for abuse
      return Math.min(MAX_NANOS, -Math.floorDiv(-amount * MINUTE_NANOS, perMinute));
    }
    BigInteger grant = BigInteger.valueOf(perMinute);
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(MINUTE_NANOS))
        .add(grant.subtract(BigInteger.ONE))
        .divide(grant)
        .min(BigInteger.valueOf(MAX_NANOS))
        .longValueExact();
  }
}
