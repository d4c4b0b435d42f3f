package dev.contextbudget.admission;

import java.util.concurrent.TimeUnit;

/**
 * How much work of one class may wait for a worker, in nanoseconds of one.
 *
 * <p>Two states. In <em>calm</em> the limit is what the workers do in the longest wait that the
 * class bears: bursts wait, and nothing is refused for them. When in two windows, one after the
 * other, calls were refused and nearly none started before a quarter of that wait, the queue is no
 * burst, nor what a pause of the process left, but stands: <em>overload</em>. As calls are refused
 * anyway, a long queue answers no more of them, only later, so the limit falls to a few calls for
 * each worker at once, and those that have waited too long already are stale. From there it moves
 * by the wait that is seen: it grows by a quarter if nothing was refused; else it falls by a fifth
 * if fewer than 2 % of the calls found a worker idle, and grows by a call for each worker, or a
 * part of one, if more than 5 % did, as time is lost then. Grown to what it is in calm, it is calm
 * again. It never falls to less than half a call for each worker, and for calls of less than a
 * millisecond to 20 ms of them: to refuse one costs nearly as much as to answer it.
 *
 * <p>Additive increase and multiplicative decrease as in TCP; the wait and not the response time is
 * its signal, as the costs of calls here span four orders of magnitude, and a mean of them tells
 * the mix and not the load. That a queue which stands, and not one which is long, is overload is
 * from CoDel (RFC 8289). {@code OverloadSimulationTest} holds it against other limits.
 *
 * <p>Not safe for several threads; time is given and never read.
 */
final class DelayLimit {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MAX_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int ENOUGH_STARTS = 10;
  private static final int STANDING_WINDOWS = 2;

  private static final double FEW = 0.02;
  private static final double SOME = 0.05;
  private static final double MANY = 0.2;

  private static final double DECREASE = 0.8;
  private static final double GROWTH = 1.25;

  /** Waiting calls for each worker: enough to keep it busy at twice the load. */
  private static final double FIRST_CALLS = 3;

  /** One call that waits, as none is refused while less than the limit waits. */
  private static final double MIN_CALLS = 0.5;

  private static final double LIGHT_NANOS = 1_000_000;
  private static final double MIN_LIGHT_NANOS = 20_000_000;

  private static final double CALM_CALLS = 8;

  /** A call that waited for less than this part of the time of a call found a worker idle. */
  private static final double IDLE = 0.25;

  /** It takes about as long to wake a thread, and a few light calls take as long. */
  private static final double MIN_IDLE_NANOS = 1_000_000;

  private static final double SERVICE_WEIGHT = 1.0 / 32;
  private static final double FIRST_SERVICE_NANOS = 1_000_000;

  private final int workers;
  private final double share;
  private final long maxDelayNanos;

  private double serviceNanos = FIRST_SERVICE_NANOS;
  private double limitNanos;
  private boolean overload;

  private long windowStart;
  private int starts;
  private int idleStarts;
  private int earlyStarts;
  private int refusals;
  private int standingWindows;

  DelayLimit(int workers, ServiceClass serviceClass, long nowNanos) {
    this.workers = workers;
    this.share = serviceClass.share() / 10.0;
    this.maxDelayNanos = serviceClass.maxDelayNanos();
    this.windowStart = nowNanos;
  }

  /** Returns the work that may wait; a call is refused while as much does, or more. */
  long nanos() {
    return (long) (overload ? limitNanos : calmNanos());
  }

  boolean isOverload() {
    return overload;
  }

  /** Returns whether a call has waited so long that it is better refused than answered late. */
  boolean isStale(long waitedNanos) {
    return overload && waitedNanos > 2 * (limitNanos / (workers * share) + serviceNanos);
  }

  /** A call was refused for this limit. */
  void refused(long nowNanos) {
    refusals++;
    roll(nowNanos);
  }

  /** A worker begins with a call. */
  void started(long waitedNanos, long nowNanos) {
    starts++;
    if (waitedNanos < Math.max(IDLE * serviceNanos, MIN_IDLE_NANOS)) {
      idleStarts++;
    }
    if (waitedNanos < maxDelayNanos / 4) {
      earlyStarts++;
    }
    roll(nowNanos);
  }

  /** A worker has done with a call. */
  void finished(long tookNanos) {
    serviceNanos += (tookNanos - serviceNanos) * SERVICE_WEIGHT;
  }

  private void roll(long nowNanos) {
    // In overload as long as two in calm: what is counted is rare.
    int windows = overload ? STANDING_WINDOWS : 1;
    long elapsed = nowNanos - windowStart;
    boolean enough = elapsed >= windows * WINDOW_NANOS && starts >= windows * ENOUGH_STARTS;
    if (!enough && elapsed < MAX_WINDOW_NANOS) {
      return;
    }
    if (overload) {
      adapt();
    } else {
      watch();
    }
    windowStart = nowNanos;
    starts = 0;
    idleStarts = 0;
    earlyStarts = 0;
    refusals = 0;
  }

  private void watch() {
    boolean stands = starts > 0 && refusals > 0 && earlyStarts <= FEW * starts;
    standingWindows = stands ? standingWindows + 1 : 0;
    if (standingWindows == STANDING_WINDOWS) {
      standingWindows = 0;
      overload = true;
      limitNanos = Math.max(FIRST_CALLS * callNanos(), minNanos());
    }
  }

  private void adapt() {
    if (refusals == 0) {
      limitNanos *= GROWTH;
    } else if (starts > 0 && idleStarts < FEW * starts) {
      limitNanos *= DECREASE;
    } else if (idleStarts > SOME * starts) {
      limitNanos += idleStarts > MANY * starts ? callNanos() : callNanos() / 4;
    }
    limitNanos = Math.max(limitNanos, minNanos());
    overload = limitNanos < calmNanos();
  }

  private double minNanos() {
    double light = Math.min(1, LIGHT_NANOS / serviceNanos);
    return Math.max(MIN_CALLS * callNanos(), workers * MIN_LIGHT_NANOS * light * light);
  }

  /** A call for each worker. */
  private double callNanos() {
    return workers * serviceNanos;
  }

  private double calmNanos() {
    return Math.max((double) workers * maxDelayNanos, CALM_CALLS * callNanos());
  }
}
