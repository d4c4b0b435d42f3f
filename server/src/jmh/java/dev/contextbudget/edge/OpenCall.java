package dev.contextbudget.edge;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A call of one message or of many, all of them sent, that can be given up.
 *
 * <p>A server cannot tell a unary call from a stream of one message, so both are made alike.
 */
final class OpenCall implements StreamObserver<byte[]> {
  private final ClientCall<byte[], byte[]> call;
  private final CompletableFuture<String> end = new CompletableFuture<>();

  private OpenCall(ClientCall<byte[], byte[]> call) {
    this.call = call;
  }

  static OpenCall start(
      Channel channel, String fullMethodName, List<byte[]> messages, CallOptions options) {
    OpenCall open =
        new OpenCall(
            channel.newCall(
                RawMethod.of(fullMethodName).toBuilder().setType(MethodType.BIDI_STREAMING).build(),
                options));
    StreamObserver<byte[]> sent = ClientCalls.asyncBidiStreamingCall(open.call, open);
    messages.forEach(sent::onNext);
    sent.onCompleted();
    return open;
  }

  boolean isDone() {
    return end.isDone();
  }

  void cancel() {
    call.cancel("nobody waits", null);
  }

  /** Waits for the end; returns why it was refused, and nothing if it was answered. */
  String await() {
    return end.join();
  }

  @Override
  public void onNext(byte[] answer) {}

  @Override
  public void onError(Throwable failure) {
    end.complete(String.valueOf(failure.getMessage()));
  }

  @Override
  public void onCompleted() {
    end.complete("");
  }
}
