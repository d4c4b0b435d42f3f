package dev.contextbudget.client;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The channel to a server: each call with its deadline, each failure decoded. */
final class Calls implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;
  private static final long KEEP_ALIVE_SECONDS = 60;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 10;

  /** Requests that may wait for another attempt at the same time, at their largest. */
  private static final long RETRY_BUFFER_REQUESTS = 4;

  private final ManagedChannel channel;
  private final ClientOptions options;

  private Calls(ManagedChannel channel, ClientOptions options) {
    this.channel = channel;
    this.options = options;
  }

  static Calls open(ClientOptions options) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(options.target(), options.credentials())
            .userAgent(options.userAgent())
            .intercept(new Bearer(options.credential()))
            .maxInboundMessageSize(options.maxAnswerBytes())
            // a connection that died without a word is noticed while a call waits for it
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            // gRPC's own, 1 MiB a call, would leave large requests without retries
            .perRpcBufferLimit(options.maxRequestBytes())
            .retryBufferSize(RETRY_BUFFER_REQUESTS * options.maxRequestBytes())
            .disableServiceConfigLookUp()
            .defaultServiceConfig(serviceConfig(options.maxAttempts()))
            .build();
    return new Calls(channel, options);
  }

  /**
   * Returns gRPC's configuration of a service: which failures are tried again (gRFC A6), and that
   * calls go to every address of the target in turn.
   *
   * <p>Only {@code UNAVAILABLE} is: it says that the call was not done, and another replica or a
   * later time may help. What is out of some limit stays so. A server that knows better asks for
   * another attempt itself, and gRPC follows it whatever the status.
   *
   * <p>{@code deploy/service-config.json} is the same for clients in other languages.
   */
  static Map<String, ?> serviceConfig(int maxAttempts) {
    Map<String, Object> balancing = Map.of("round_robin", Map.of());
    if (maxAttempts == 1) {
      return Map.of("loadBalancingConfig", List.of(balancing));
    }
    Map<String, Object> retry =
        Map.of(
            "maxAttempts",
            (double) maxAttempts,
            "initialBackoff",
            "0.1s",
            "maxBackoff",
            "2s",
            "backoffMultiplier",
            4.0,
            "retryableStatusCodes",
            List.of(Status.Code.UNAVAILABLE.name()));
    Map<String, Object> everyMethod = Map.of("name", List.of(Map.of()), "retryPolicy", retry);
    return Map.of(
        "loadBalancingConfig", List.of(balancing),
        "methodConfig", List.of(everyMethod),
        "retryThrottling", Map.of("maxTokens", 10.0, "tokenRatio", 0.1));
  }

  Calls withDeadline(Duration deadline) {
    return new Calls(channel, options.withDeadline(deadline));
  }

  <Q extends MessageLite, A> A call(MethodDescriptor<Q, A> method, Q request) {
    checkOpen();
    CallSite site = CallSite.of(options, method);
    checkSize(site, request);
    try {
      return ClientCalls.blockingUnaryCall(channel, method, callOptions(), request);
    } catch (StatusRuntimeException e) {
      throw ContextBudgetClientException.of(site, e);
    }
  }

  <Q extends MessageLite, A> CompletableFuture<A> start(MethodDescriptor<Q, A> method, Q request) {
    CallSite site = CallSite.of(options, method);
    try {
      checkOpen();
      checkSize(site, request);
    } catch (IllegalStateException | ContextBudgetClientException e) {
      return CompletableFuture.failedFuture(e);
    }
    ListenableFuture<A> call =
        ClientCalls.futureUnaryCall(channel.newCall(method, callOptions()), request);
    CompletableFuture<A> answer = new CompletableFuture<>();
    call.addListener(() -> settle(site, call, answer), Runnable::run);
    CompletableFuture<A> unused =
        answer.whenComplete(
            (value, failure) -> {
              if (answer.isCancelled()) {
                call.cancel(true);
              }
            });
    return answer;
  }

  private static <A> void settle(
      CallSite site, ListenableFuture<A> call, CompletableFuture<A> answer) {
    boolean unused;
    try {
      unused = answer.complete(Futures.getDone(call));
    } catch (ExecutionException e) {
      unused = answer.completeExceptionally(Exchange.decoded(site, e.getCause()));
    } catch (CancellationException e) {
      unused = answer.cancel(false); // by the caller, who has seen it
    }
  }

  <Q extends MessageLite, A> void stream(
      MethodDescriptor<Q, A> method, Iterator<Q> requests, Consumer<A> answers) {
    checkOpen();
    CallSite site = CallSite.of(options, method);
    Exchange.run(
        site,
        channel.newCall(method, callOptions()),
        requests,
        request -> checkSize(site, request),
        answers);
  }

  /** gRPC answers {@code UNAVAILABLE}, which a caller tries again; here that never helps. */
  private void checkOpen() {
    if (channel.isShutdown()) {
      throw new IllegalStateException("the client is closed");
    }
  }

  /** gRPC's own limit does not go with retries: the call would hang for ever (seen in 1.85.1). */
  private void checkSize(CallSite site, MessageLite request) {
    int bytes = request.getSerializedSize();
    if (bytes > options.maxRequestBytes()) {
      String problem =
          "the request has %d bytes, above the client's own limit of %d; it was not sent"
              .formatted(bytes, options.maxRequestBytes());
      throw ContextBudgetClientException.of(
          site, Status.RESOURCE_EXHAUSTED.withDescription(problem).asRuntimeException());
    }
  }

  private CallOptions callOptions() {
    return CallOptions.DEFAULT.withDeadlineAfter(
        options.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    channel.shutdown();
    try {
      if (channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channel.shutdownNow();
  }
}
