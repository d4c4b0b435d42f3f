package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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
  private final Supplier<Place> entrance;
  private final AtomicLong queuedNanos = new AtomicLong();
  private volatile @Nullable Place place;
  private volatile Status.@Nullable Code closedAs;
  private volatile long largestMessageBytes;

  /**
   * Where a call goes.
   *
   * @param onWorkers whether it runs on a worker rather than on the event loop
   * @param refusal why it has no place; it is closed at once then
   * @param leave gives the place back
   */
  record Place(boolean onWorkers, @Nullable ContextBudgetException refusal, Runnable leave) {

    /** That of a call that is no work, such as a health check: always served, and at once. */
    static Place exempt() {
      return new Place(false, null, () -> {});
    }

    static Place admitted(Runnable leave) {
      return new Place(true, null, leave);
    }

    static Place refused(ContextBudgetException refusal) {
      return new Place(false, refusal, () -> {});
    }
  }

  /**
   * @param entrance gives the place of the call, once
   */
  Arrival(Supplier<Place> entrance) {
    this.entrance = entrance;
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

  /**
   * Returns an executor that lets the call wait for its turn among others', and remembers how long
   * it did. A call waits more than once: for its headers to be looked at, then for its message.
   */
  Executor waitingFor(Executor workers) {
    return task -> {
      long queued = System.nanoTime();
      workers.execute(
          () -> {
            queuedNanos.addAndGet(System.nanoTime() - queued);
            task.run();
          });
    };
  }

  /** Returns how long the call has waited for workers. */
  long queuedNanos() {
    return queuedNanos.get();
  }

  Place place() {
    Place given = place;
    if (given == null) {
      throw new IllegalStateException("the call has not been let in");
    }
    return given;
  }

  /**
   * Lets the call in. Not before: of a stream whose {@code grpc-timeout} it cannot read, gRPC makes
   * a tracer and never tells it that the stream is closed, so its place would be lost.
   */
  @Override
  public Context filterContext(Context context) {
    place = entrance.get();
    return context.withValue(KEY, this);
  }

  /** Returns the size of the largest message so far, as it was sent, so maybe compressed. */
  long largestMessageBytes() {
    return largestMessageBytes;
  }

  @Override
  public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
    largestMessageBytes = Math.max(largestMessageBytes, wireBytes); // one thread at a time
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
    Place given = place;
    if (given != null) {
      given.leave().run();
    }
  }
}
