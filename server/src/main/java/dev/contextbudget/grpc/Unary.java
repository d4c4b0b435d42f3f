package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a call with what a function returns.
 *
 * <p>What the function throws goes on to the defect boundary, which alone makes statuses of it.
 */
final class Unary {
  private Unary() {}

  /** Answers with what a short function returns. */
  static <T> void reply(StreamObserver<T> observer, Supplier<T> answer) {
    reply(observer, stop -> answer.get());
  }

  /**
   * Answers with what a function returns that may take long.
   *
   * @param answer gets the signal that the deadline of the call has passed or its caller has gone
   */
  static <T> void reply(StreamObserver<T> observer, Function<StopSignal, T> answer) {
    Context call = Context.current();
    observer.onNext(answer.apply(stopSignal(call::isCancelled, call.getDeadline())));
    observer.onCompleted();
  }

  /** A deadline is asked for itself too: the timer that makes a cancellation of it may be late. */
  static StopSignal stopSignal(BooleanSupplier cancelled, @Nullable Deadline deadline) {
    return deadline == null
        ? new StopSignal(cancelled)
        : new StopSignal(() -> cancelled.getAsBoolean() || deadline.isExpired());
  }
}
