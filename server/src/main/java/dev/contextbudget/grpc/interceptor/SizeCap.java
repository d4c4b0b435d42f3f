package dev.contextbudget.grpc.interceptor;

import com.google.protobuf.MessageLite;
import dev.contextbudget.core.error.MessageTooLarge;
import dev.contextbudget.grpc.Limits;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Set;

/**
 * Refuses a message that is larger than its call takes.
 *
 * <p>The transport has one limit for all calls, made for those that carry texts; a call that
 * carries none has no use for a tenth of it.
 */
final class SizeCap implements ServerInterceptor {
  private final Limits limits;
  private final Set<String> heavyMethods;

  /**
   * @param heavyMethods full names of the methods whose requests carry texts
   */
  SizeCap(Limits limits, Set<String> heavyMethods) {
    this.limits = limits;
    this.heavyMethods = Set.copyOf(heavyMethods);
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    boolean heavy = heavyMethods.contains(call.getMethodDescriptor().getFullMethodName());
    int maxBytes = heavy ? limits.maxMessageBytes() : limits.maxLightMessageBytes();
    return new SimpleForwardingServerCallListener<ReqT>(next.startCall(call, headers)) {
      @Override
      public void onMessage(ReqT message) {
        int bytes = ((MessageLite) message).getSerializedSize();
        if (bytes > maxBytes) {
          throw new MessageTooLarge(maxBytes, bytes);
        }
        super.onMessage(message);
      }
    };
  }
}
