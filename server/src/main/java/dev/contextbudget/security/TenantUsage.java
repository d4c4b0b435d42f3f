package dev.contextbudget.security;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one tenant has used of its quota. */
public final class TenantUsage {
  /** Calls end within seconds, and free what they hold. */
  private static final long IN_FLIGHT_RETRY_MILLIS = 250;

  private final LongSupplier nanoClock;
  private final long partition = new SecureRandom().nextLong();
  private final TokenBucket tokens;
  private final TokenBucket bytes;
  private final AtomicLong bytesInFlight = new AtomicLong();
  private volatile Quota quota;

  /**
   * A quota that is used up.
   *
   * @param name as in the operator's file
   */
  public record UsedUp(String name, long limit, long retryMillis) {}

  /**
   * @param nanoClock only its differences are used
   */
  TenantUsage(Quota quota, LongSupplier nanoClock) {
    long nowNanos = nanoClock.getAsLong();
    this.nanoClock = nanoClock;
    this.quota = quota;
    this.tokens = new TokenBucket(quota.tokensPerMinute(), nowNanos);
    this.bytes = new TokenBucket(quota.bytesPerMinute(), nowNanos);
  }

  /** Puts another quota in force; what is used stays used. */
  void setQuota(Quota next) {
    quota = next;
    tokens.setPerMinute(next.tokensPerMinute());
    bytes.setPerMinute(next.bytesPerMinute());
  }

  /** Returns a secret number by which what is remembered for it is kept apart. */
  public long partition() {
    return partition;
  }

  /** Tokens have been counted. */
  public void countTokens(long counted) {
    tokens.take(counted, nanoClock.getAsLong());
  }

  /** Bytes of a request have arrived. */
  public void addBytes(long arrived) {
    bytes.take(arrived, nanoClock.getAsLong());
    bytesInFlight.addAndGet(arrived);
  }

  /** The calls of those bytes are over. */
  public void releaseBytes(long released) {
    bytesInFlight.addAndGet(-released);
  }

  /** Returns a quota for want of which no call may begin, if there is one. */
  public @Nullable UsedUp usedUp() {
    long nowNanos = nanoClock.getAsLong();
    Quota inForce = quota;
    long tokensMillis = tokens.waitMillis(nowNanos);
    long bytesMillis = bytes.waitMillis(nowNanos);
    if (tokensMillis > 0 && tokensMillis >= bytesMillis) {
      return new UsedUp("tokens-per-minute", inForce.tokensPerMinute(), tokensMillis);
    }
    if (bytesMillis > 0) {
      return new UsedUp("bytes-per-minute", inForce.bytesPerMinute(), bytesMillis);
    }
    return usedUpInFlight();
  }

  /** Returns the quota of what is worked on, if more has arrived than it allows. */
  public @Nullable UsedUp usedUpInFlight() {
    long limit = quota.bytesInFlight();
    return bytesInFlight.get() > limit
        ? new UsedUp("bytes-in-flight", limit, IN_FLIGHT_RETRY_MILLIS)
        : null;
  }

  /** Returns the bytes that are worked on. */
  long bytesInFlight() {
    return bytesInFlight.get();
  }
}
