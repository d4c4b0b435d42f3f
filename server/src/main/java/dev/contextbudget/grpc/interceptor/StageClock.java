package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.Stage;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Sees a call pass from one stage into the next.
 *
 * <p>It stands twice in the chain: on the one side of decoding it sees messages as bytes, on the
 * other as objects.
 */
enum StageClock implements ServerInterceptor {
  /** A message is decoded inside of here. */
  BEFORE_DECODING(Stage.DECODE),
  /** A message is worked on inside of here, and an answer encoded outside of here. */
  AFTER_DECODING(Stage.WORK);

  private final Stage stageOfMessages;

  StageClock(Stage stageOfMessages) {
    this.stageOfMessages = stageOfMessages;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    StageTimes times = StageTimes.current();
    ServerCall<ReqT, RespT> seen = this == AFTER_DECODING ? encoding(call, times) : call;
    return new SimpleForwardingServerCallListener<ReqT>(next.startCall(seen, headers)) {
      @Override
      public void onMessage(ReqT message) {
        times.in(stageOfMessages, () -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        times.in(Stage.WORK, super::onHalfClose);
      }
    };
  }

  private static <ReqT, RespT> ServerCall<ReqT, RespT> encoding(
      ServerCall<ReqT, RespT> call, StageTimes times) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void sendMessage(RespT message) {
        times.in(Stage.ENCODE, () -> super.sendMessage(message));
      }
    };
  }
}
