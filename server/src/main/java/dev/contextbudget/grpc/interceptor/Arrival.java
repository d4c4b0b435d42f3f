package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call from the moment its headers arrived, before it waits for a worker: when that was, and
 * whether it has a place among the calls in flight.
 *
 * <p>It is a stream tracer because gRPC makes one on the event loop for each stream, and tells it
 * exactly once, and at once, that the stream is closed, however that came about.
 */
final class Arrival extends ServerStreamTracer {
  private static final Context.Key<Arrival> KEY = Context.key("contextbudget-arrival");

  private final long startNanos = System.nanoTime();
  private final boolean onWorkers;
  private final @Nullable ContextBudgetException refusal;
  private final Runnable leave;
  private volatile Status.@Nullable Code closedAs;

  private Arrival(boolean onWorkers, @Nullable ContextBudgetException refusal, Runnable leave) {
    this.onWorkers = onWorkers;
    this.refusal = refusal;
    this.leave = leave;
  }

  /** A call that is no work, such as a health check: always served, and at once. */
  static Arrival exempt() {
    return new Arrival(false, null, () -> {});
  }

  /**
   * A call that has a place.
   *
   * @param leave gives the place back
   */
  static Arrival admitted(Runnable leave) {
    return new Arrival(true, null, leave);
  }

  /** A call that has no place, to be closed at once and without a worker. */
  static Arrival refused(ContextBudgetException refusal) {
    return new Arrival(false, refusal, () -> {});
  }

  /** Returns the arrival of the call that this thread works on. */
  static Arrival current() {
    Arrival arrival = KEY.get();
    if (arrival == null) {
      throw new IllegalStateException("the server has no admission");
    }
    return arrival;
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Returns whether the call runs on a worker rather than on the event loop. */
  boolean onWorkers() {
    return onWorkers;
  }

  @Nullable ContextBudgetException refusal() {
    return refusal;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /**
   * Returns what the caller was told when the transport closed the stream; nothing before that.
   *
   * <p>A message above the transport's limit is refused there, with a status that no interceptor
   * sees: to them the call is merely cancelled.
   */
  Status.@Nullable Code closedAs() {
    return closedAs;
  }

  @Override
  public void streamClosed(Status status) {
    closedAs = status.getCode();
    leave.run();
  }
}
