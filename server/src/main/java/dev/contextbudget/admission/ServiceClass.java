package dev.contextbudget.admission;

import java.util.concurrent.TimeUnit;

/** How urgent a call is. */
public enum ServiceClass {
  /** Somebody waits for the answer: 70 % of the workers' time when both classes want it. */
  INTERACTIVE(7, 200),

  /** Nobody does: it may wait ten times as long, and takes what is left, but at least 30 %. */
  BATCH(3, 2_000);

  private final int share;
  private final long maxDelayNanos;

  ServiceClass(int share, long maxDelayMillis) {
    this.share = share;
    this.maxDelayNanos = TimeUnit.MILLISECONDS.toNanos(maxDelayMillis);
  }

  /** Returns the part of the workers' time that the class gets under contention, in tenths. */
  int share() {
    return share;
  }

  /** Returns the expected wait above which a call is refused even in a short burst. */
  long maxDelayNanos() {
    return maxDelayNanos;
  }
}
