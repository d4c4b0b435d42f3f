package dev.contextbudget.admission;

/**
 * A call that waits for a worker, or has one.
 *
 * @param <T> what the worker gets
 */
public final class WaitingCall<T> {
  private final T call;
  private final ServiceClass serviceClass;
  private final long costNanos;
  private final long sinceNanos;
  private long position;
  private boolean begun;
  private boolean stale;

  WaitingCall(T call, ServiceClass serviceClass, long costNanos, long sinceNanos) {
    this.call = call;
    this.serviceClass = serviceClass;
    this.costNanos = costNanos;
    this.sinceNanos = sinceNanos;
  }

  /** Returns what the worker gets. */
  public T call() {
    return call;
  }

  /** Returns whether the call waited too long: its worker is to refuse it. */
  public boolean isStale() {
    return stale;
  }

  /** It is let in before: it is not refused, and its wait tells nothing. */
  void setBegun() {
    begun = true;
  }

  boolean isBegun() {
    return begun;
  }

  void setStale() {
    stale = true;
  }

  /** Returns its place among those of its class. */
  long position() {
    return position;
  }

  void setPosition(long position) {
    this.position = position;
  }

  ServiceClass serviceClass() {
    return serviceClass;
  }

  /**
   * Returns how long the call has waited, or did until a worker took it at that time; a worker may
   * have looked at the clock just before the call came.
   */
  public long waitedNanos(long nowNanos) {
    return Math.max(0, nowNanos - sinceNanos);
  }

  long costNanos() {
    return costNanos;
  }
}
