package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.Unavailable;
import dev.contextbudget.ops.AdmissionMeters;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What calls are told that the server does not serve now; each is counted.
 *
 * <p>They are told to come back after 250 to 1,000 ms, each after a time of its own, so that they
 * do not come back together.
 */
final class Refusals {
  private static final int MIN_RETRY_MILLIS = 250;
  private static final int RETRY_STEP_MILLIS = 50;
  private static final int RETRY_STEPS = 16;

  private final AdmissionMeters meters;
  private final AtomicInteger refusals = new AtomicInteger();

  Refusals(AdmissionMeters meters) {
    this.meters = meters;
  }

  /** The server is stopping. */
  void draining(Arrival arrival) {
    refuse(arrival, RefusalCause.DRAINING, Unavailable.draining());
  }

  /** There is more to do than may wait. */
  void overloaded(Arrival arrival, RefusalCause cause) {
    refuse(arrival, cause, Unavailable.overloaded(retryMillis()));
  }

  /** More has arrived than there is memory for. */
  void memoryPressure(Arrival arrival) {
    refuse(arrival, RefusalCause.BYTES, Unavailable.memoryPressure(retryMillis()));
  }

  private void refuse(Arrival arrival, RefusalCause cause, ContextBudgetException reason) {
    if (arrival.isServed()) {
      meters.refused(cause);
      arrival.refuse(reason);
    }
  }

  private int retryMillis() {
    return MIN_RETRY_MILLIS
        + RETRY_STEP_MILLIS * Math.floorMod(refusals.getAndIncrement(), RETRY_STEPS);
  }
}
