package dev.contextbudget.client.load;

import java.util.List;
import java.util.SplittableRandom;

/**
 * When calls are due: step after step, at equal distances or as callers come who know nothing of
 * each other.
 *
 * <p>The times are fixed before the first call. That is what makes a loop open: a server that slows
 * down is not offered less, and a call that could not be sent in time has waited.
 */
final class Arrivals {
  private static final double NANOS = 1e9;

  private final List<Step> steps;
  private final boolean poisson;
  private final long seed;
  private SplittableRandom random;
  private int step;
  private long calls;
  private double begunNanos;
  private double nextNanos;

  /**
   * @param poisson distances are exponential, with the same mean, rather than equal
   * @param seed the same one gives the same times
   */
  Arrivals(List<Step> steps, boolean poisson, long seed) {
    this.steps = List.copyOf(steps);
    this.poisson = poisson;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    begin();
    skipFinished();
  }

  /** Returns whether another call is due. */
  boolean hasNext() {
    return step < steps.size();
  }

  /** Returns the index of the step that the next call belongs to. */
  int step() {
    return step;
  }

  /** Returns when the next call is due, in nanoseconds since the begin of the run. */
  long dueNanos() {
    return (long) (begunNanos + nextNanos);
  }

  /** Goes on to the call after it. */
  void advance() {
    double mean = meanNanos();
    calls++;
    // Added up, equal distances would drift.
    nextNanos = poisson ? nextNanos + chance(mean) : calls * mean;
    skipFinished();
  }

  /** Steps of one rate have the same times, so chance does not tell them apart. */
  private void begin() {
    random = new SplittableRandom(seed);
    calls = 0;
    nextNanos = poisson && hasNext() ? chance(meanNanos()) : 0;
  }

  /** A step begins anew: what would have been due after its end is not carried over. */
  private void skipFinished() {
    while (hasNext() && nextNanos > steps.get(step).seconds() * NANOS - 1) {
      begunNanos += steps.get(step).seconds() * NANOS;
      step++;
      begin();
    }
  }

  private double meanNanos() {
    return NANOS / steps.get(step).perSecond();
  }

  private double chance(double meanNanos) {
    return -meanNanos * Math.log(1 - random.nextDouble());
  }
}
