package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Lets nothing of a call through before its caller is known.
 *
 * <p>Most are known, or refused, when their headers arrive. A JWT that was not checked before is
 * checked here, by a worker and before the caller can make the call wait for anything.
 */
final class Authentication implements ServerInterceptor {

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Arrival arrival = Arrival.current();
    ContextBudgetException refusal = arrival.caller().credentialRefusal();
    if (refusal != null) {
      throw refusal;
    }
    if (arrival.caller().isUnverified()) {
      if (arrival.refusal() != null) {
        throw arrival.refusal(); // on the event loop, which checks no signatures
      }
      if (!arrival.isServed() || Context.current().isCancelled()) {
        return new ServerCall.Listener<>() {}; // nobody waits, so nobody has to know who it was
      }
      arrival.caller().verify();
      arrival.setServiceClass(arrival.serviceClass());
    }
    return next.startCall(call, headers);
  }
}
