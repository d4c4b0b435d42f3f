package dev.contextbudget.grpc.interceptor;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives each call a deadline: the caller's, but none later than the server's longest; the server's
 * default if the caller set none.
 *
 * <p>Work that has begun sees it through its stop signal. A call that waits, for a message of its
 * caller or for a worker, is closed by the timer: a caller that sends one byte a second would
 * otherwise hold its place for ever.
 */
final class ServerDeadline implements ServerInterceptor {
  private final ScheduledExecutorService timer;

  ServerDeadline(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Context context = Context.current();
    Deadline callers = context.getDeadline();
    Arrival arrival = Arrival.current();
    long millis = arrival.timeoutMillis();
    // The wait for a worker counts, as it does for a deadline of the caller.
    Deadline ours =
        Deadline.after(
            TimeUnit.MILLISECONDS.toNanos(millis) - arrival.elapsedNanos(), TimeUnit.NANOSECONDS);
    if (callers != null && callers.isBefore(ours)) {
      return next.startCall(call, headers); // gRPC itself ends the call then
    }
    // Cancelled with its parent, when the call is over, so the timer never keeps it.
    Context limited = context.withDeadline(ours, timer);
    Turns turns = new Turns(() -> call.close(expired(millis), new Metadata()));
    limited.addListener(
        done -> {
          if (done.cancellationCause() instanceof TimeoutException) {
            turns.expire();
          }
        },
        Runnable::run);
    ServerCall.Listener<ReqT> listener = Contexts.interceptCall(limited, call, headers, next);
    return new SimpleForwardingServerCallListener<ReqT>(listener) {
      @Override
      public void onMessage(ReqT message) {
        turns.work(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        turns.work(super::onHalfClose);
      }

      @Override
      public void onReady() {
        turns.work(super::onReady);
      }
    };
  }

  /** Work and the timer take turns with a call, which is not made for two threads at once. */
  private static final class Turns {
    private enum State {
      WAITING,
      WORKING,
      EXPIRED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable close;

    Turns(Runnable close) {
      this.close = close;
    }

    /** Does work unless the time is up; what it throws ends the call. */
    void work(Runnable callback) {
      if (state.compareAndSet(State.WAITING, State.WORKING)) {
        callback.run();
        if (!state.compareAndSet(State.WORKING, State.WAITING)) {
          close.run(); // nothing happens if that was the end of the call
        }
      }
    }

    void expire() {
      if (state.getAndSet(State.EXPIRED) == State.WAITING) {
        close.run();
      }
    }
  }

  private static Status expired(long millis) {
    return Status.DEADLINE_EXCEEDED.withDescription(
        "the deadline of %d ms passed before the request was there and worked on"
            .formatted(millis));
  }
}
