package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.CallMeters.Sizes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A call whose end is seen once: by a status of ours or the transport's, or its caller has gone.
 */
final class WatchedCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {
  private final Arrival arrival = Arrival.current();

  /** Not that of the work inside, which ends by the deadlines of this server too. */
  private final Context call = Context.current();

  private final Consumer<End> watcher;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong requestBytes = new AtomicLong();
  private final AtomicLong responseBytes = new AtomicLong();

  /**
   * How a call ended.
   *
   * @param nanos from the arrival of its headers, the wait for a worker included
   */
  record End(Status.Code code, long nanos, Sizes sizes) {}

  private WatchedCall(ServerCall<ReqT, RespT> call, Consumer<End> watcher) {
    super(call);
    this.watcher = watcher;
  }

  /** Starts a call and tells the watcher of its end. */
  static <ReqT, RespT> ServerCall.Listener<ReqT> start(
      ServerCall<ReqT, RespT> call,
      Metadata headers,
      ServerCallHandler<ReqT, RespT> next,
      Consumer<End> watcher) {
    WatchedCall<ReqT, RespT> watched = new WatchedCall<>(call, watcher);
    return new SimpleForwardingServerCallListener<ReqT>(next.startCall(watched, headers)) {
      @Override
      public void onMessage(ReqT message) {
        watched.requestBytes.addAndGet(size(message));
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        watched.end(watched.cancelled(Context.current()));
        super.onCancel();
      }
    };
  }

  @Override
  public void sendMessage(RespT message) {
    responseBytes.addAndGet(size(message));
    super.sendMessage(message);
  }

  @Override
  public void close(Status status, Metadata trailers) {
    // Too late if the caller's deadline has passed: gRPC has told it so, and drops this status.
    end(call.isCancelled() ? cancelled(call) : status.getCode());
    super.close(status, trailers);
  }

  private void end(Status.Code code) {
    if (ended.compareAndSet(false, true)) {
      watcher.accept(
          new End(
              code, arrival.elapsedNanos(), new Sizes(requestBytes.get(), responseBytes.get())));
    }
  }

  private Status.Code cancelled(Context context) {
    Status.Code closedAs = arrival.closedAs();
    if (closedAs != null) {
      return closedAs;
    }
    return context.isCancelled()
        ? Contexts.statusFromCancelled(context).getCode()
        : Status.Code.CANCELLED;
  }

  private static long size(Object message) {
    if (!(message instanceof KnownLength) || !(message instanceof InputStream stream)) {
      return 0;
    }
    try {
      return stream.available();
    } catch (IOException e) {
      return 0;
    }
  }
}
