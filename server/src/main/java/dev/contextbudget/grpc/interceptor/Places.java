package dev.contextbudget.grpc.interceptor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls are open, and the wait for the last of them. */
final class Places {
  /** Health checks, watches and reflection that are open at a time. */
  private static final int MAX_OTHERS = 1_000;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();

  /** Returns the calls that are open, those aside that are no work. */
  int inFlight() {
    return inFlight.get();
  }

  /** Gives a call a place; returns how many have one. */
  int enter() {
    return inFlight.incrementAndGet();
  }

  void leave() {
    if (inFlight.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * Gives a place to a call that is no work, if one is left: it has no queue to wait in, and no
   * end, as watches of the health are for ever.
   */
  boolean enterOther() {
    if (others.incrementAndGet() > MAX_OTHERS) {
      others.decrementAndGet();
      return false;
    }
    return true;
  }

  void leaveOther() {
    others.decrementAndGet();
  }

  /** Waits until no call is in flight, at most so long; returns whether none is. */
  synchronized boolean awaitIdle(long millis) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (inFlight.get() > 0) {
      long leftNanos = endNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    return true;
  }
}
