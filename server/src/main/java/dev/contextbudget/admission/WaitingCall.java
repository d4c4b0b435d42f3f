package dev.contextbudget.admission;

/**
 * A call that waits for a worker, or has one.
 *
 * @param <T> what the worker gets
 */
public final class WaitingCall<T> {
  private final T call;
  private final ServiceClass serviceClass;
  private final long sinceNanos;
  private long costNanos;
  private boolean begun;
  private boolean taken;
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

  /** A worker had the call before: it is not refused, and its wait tells nothing. */
  void setBegun() {
    begun = true;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isTaken() {
    return taken;
  }

  void take(boolean isStale) {
    taken = true;
    stale = isStale;
  }

  ServiceClass serviceClass() {
    return serviceClass;
  }

  /** Returns how long the call has waited, or did until a worker took it at that time. */
  public long waitedNanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  long costNanos() {
    return costNanos;
  }

  /** The call was withdrawn: it costs nothing any more, but a worker still closes it. */
  void setFree() {
    costNanos = 0;
  }
}
