package dev.contextbudget;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** With what a call ends that a test sends by itself, and may never end. */
public final class CallEnd<A> extends ClientCall.Listener<A> {
  private final CompletableFuture<Status.Code> code = new CompletableFuture<>();

  private CallEnd() {}

  /** Starts a call without headers, and neither sends nor asks for anything. */
  public static <Q, A> CallEnd<A> start(ClientCall<Q, A> call) {
    CallEnd<A> end = new CallEnd<>();
    call.start(end, new Metadata());
    return end;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    code.complete(status.getCode());
  }

  /** Waits for the end, far longer than any test needs. */
  public Status.Code code() throws Exception {
    return code.get(60, TimeUnit.SECONDS);
  }
}
