package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.grpc.Limits;
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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives each call a deadline: the caller's, but none later than the server's longest; the server's
 * default if the caller set none.
 *
 * <p>Work that has begun sees it through its stop signal. A call whose request is not there yet, or
 * waits for a worker, is closed by the timer: a caller that sends one byte a second would otherwise
 * hold its place for ever.
 */
final class ServerDeadline implements ServerInterceptor {
  private final Limits limits;
  private final String compactMethod;
  private final ScheduledExecutorService timer;

  ServerDeadline(Limits limits, String compactMethod, ScheduledExecutorService timer) {
    this.limits = limits;
    this.compactMethod = compactMethod;
    this.timer = timer;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Context context = Context.current();
    Deadline callers = context.getDeadline();
    long millis = callers == null ? defaultMillis(call) : limits.maxDeadlineMillis();
    // The wait for a worker counts, as it does for a deadline of the caller.
    Deadline ours =
        Deadline.after(
            TimeUnit.MILLISECONDS.toNanos(millis) - Arrival.current().elapsedNanos(),
            TimeUnit.NANOSECONDS);
    if (callers != null && callers.isBefore(ours)) {
      return next.startCall(call, headers); // gRPC itself ends the call then
    }
    // Cancelled with its parent, when the call is over, so the timer never keeps it.
    Context limited = context.withDeadline(ours, timer);
    AtomicBoolean begun =
        new AtomicBoolean(!call.getMethodDescriptor().getType().clientSendsOneMessage());
    limited.addListener(
        done -> {
          if (done.cancellationCause() instanceof TimeoutException
              && begun.compareAndSet(false, true)) {
            call.close(expired(millis), new Metadata());
          }
        },
        Runnable::run);
    ServerCall.Listener<ReqT> listener = Contexts.interceptCall(limited, call, headers, next);
    return new SimpleForwardingServerCallListener<ReqT>(listener) {
      @Override
      public void onHalfClose() {
        if (begun.compareAndSet(false, true) || isStreaming(call)) {
          super.onHalfClose();
        }
      }
    };
  }

  private long defaultMillis(ServerCall<?, ?> call) {
    return call.getMethodDescriptor().getFullMethodName().equals(compactMethod)
        ? limits.compactDeadlineMillis()
        : limits.deadlineMillis();
  }

  private static boolean isStreaming(ServerCall<?, ?> call) {
    return !call.getMethodDescriptor().getType().clientSendsOneMessage();
  }

  private static Status expired(long millis) {
    return Status.DEADLINE_EXCEEDED.withDescription(
        "the deadline of %d ms passed before work could begin".formatted(millis));
  }
}
