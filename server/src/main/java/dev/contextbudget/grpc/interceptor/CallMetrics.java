package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.Meters;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Counts and times every call, with the code that its caller sees. */
final class CallMetrics implements ServerInterceptor {
  private final Meters meters;

  CallMetrics(Meters meters) {
    this.meters = meters;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    return WatchedCall.start(
        call, headers, next, end -> meters.call(method, end.code(), end.nanos()));
  }
}
