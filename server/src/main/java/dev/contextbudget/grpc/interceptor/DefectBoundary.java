package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.grpc.Errors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever is thrown inside into the end of the call; nothing passes it.
 *
 * <p>Expected failures become their status, those of decoding too, which gRPC by itself would
 * answer with {@code UNKNOWN}; that needs this link to stand outside of it. Anything else is a
 * defect: it is logged under the request id, without its message because that may quote the prompt,
 * and the caller learns the id alone.
 *
 * <p>A call that ran out of memory is such a defect, and its server is told before all else: other
 * threads may have been hit as well, at places that nobody made for it.
 */
final class DefectBoundary implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(DefectBoundary.class);

  /** Enough to reach the root; more would be a cycle. */
  private static final int MAX_CAUSES = 8;

  private final Runnable outOfMemory;
  private final Consumer<Reason> reasons;

  /**
   * @param outOfMemory is run when a call ran out of memory; must not allocate
   * @param reasons is told why a call failed
   */
  DefectBoundary(Runnable outOfMemory, Consumer<Reason> reasons) {
    this.outOfMemory = outOfMemory;
    this.reasons = reasons;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    GuardedCall<ReqT, RespT> guarded = new GuardedCall<>(call, outOfMemory, reasons);
    Arrival.current().opened(guarded::fail);
    try {
      return new GuardedListener<>(guarded, next.startCall(guarded, headers));
    } catch (Throwable t) {
      guarded.fail(t);
      return new ServerCall.Listener<>() {};
    }
  }

  /** Ends once: whoever comes second, the handler or a deadline or a failure, is too late. */
  private static final class GuardedCall<ReqT, RespT>
      extends SimpleForwardingServerCall<ReqT, RespT> {
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Two may refuse a call at once, of which one ends it. */
    private final AtomicBoolean told = new AtomicBoolean();

    private final Runnable outOfMemory;
    private final Consumer<Reason> reasons;

    GuardedCall(ServerCall<ReqT, RespT> call, Runnable outOfMemory, Consumer<Reason> reasons) {
      super(call);
      this.outOfMemory = outOfMemory;
      this.reasons = reasons;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    }

    void fail(Throwable thrown) {
      if (isOutOfMemory(thrown)) {
        outOfMemory.run();
      }
      failure(thrown).close(this);
    }

    private static boolean isOutOfMemory(Throwable thrown) {
      Throwable cause = thrown;
      for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
        if (cause instanceof OutOfMemoryError) {
          return true;
        }
        cause = cause.getCause();
      }
      return false;
    }

    private Errors.Failure failure(Throwable thrown) {
      if (thrown instanceof ContextBudgetException expected) {
        if (!closed.get() && told.compareAndSet(false, true)) {
          reasons.accept(expected.reason());
        }
        return Errors.of(expected);
      }
      if (thrown instanceof StopSignal.Stopped) {
        return new Errors.Failure(stopped(Context.current()), new Metadata());
      }
      if (thrown instanceof StatusRuntimeException e
          && e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        return new Errors.Failure(e.getStatus(), new Metadata()); // too large once decompressed
      }
      reasons.accept(Reason.INTERNAL);
      String requestId = AccessLog.requestId();
      LOG.atError()
          .addKeyValue("method", getMethodDescriptor().getFullMethodName())
          .addKeyValue("requestId", requestId)
          .setCause(new TextlessThrowable(thrown))
          .log("defect");
      return Errors.internal(requestId);
    }

    /**
     * Work stops when its own deadline passes, which is inside and not seen here, or its caller's.
     */
    private static Status stopped(Context context) {
      return context.isCancelled()
          ? Contexts.statusFromCancelled(context)
          : Status.DEADLINE_EXCEEDED.withDescription("the deadline passed");
    }
  }

  /** Catches what callbacks throw; after the end of the call delivers no further work. */
  private static final class GuardedListener<ReqT>
      extends SimpleForwardingServerCallListener<ReqT> {
    private final GuardedCall<ReqT, ?> call;

    GuardedListener(GuardedCall<ReqT, ?> call, ServerCall.Listener<ReqT> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(ReqT message) {
      work(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      work(super::onHalfClose);
    }

    @Override
    public void onReady() {
      work(super::onReady);
    }

    @Override
    public void onCancel() {
      guard(super::onCancel);
    }

    @Override
    public void onComplete() {
      guard(super::onComplete);
    }

    private void work(Runnable callback) {
      if (!call.closed.get()) {
        guard(callback);
      }
    }

    private void guard(Runnable callback) {
      try {
        callback.run();
      } catch (Throwable t) {
        call.fail(t);
      }
    }
  }
}
