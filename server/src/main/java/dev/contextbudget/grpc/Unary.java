package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import java.util.function.Supplier;

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
    observer.onNext(answer.apply(CallStop.of(Context.current())));
    observer.onCompleted();
  }
}
