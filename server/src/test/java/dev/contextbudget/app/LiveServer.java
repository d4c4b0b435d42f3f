package dev.contextbudget.app;

import dev.contextbudget.ops.Meters;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The server as it is delivered, on real ports, and a channel to it. */
public final class LiveServer implements AutoCloseable {
  /** Far more than any test needs; a test that reaches it hangs. */
  private static final long PATIENCE_SECONDS = 60;

  private final ServerRuntime runtime;
  private final ManagedChannel channel;

  private LiveServer(ServerRuntime runtime) {
    this.runtime = runtime;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", runtime.port())
            .usePlaintext()
            .disableRetry()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /**
   * Starts a server.
   *
   * @param flags settings, such as {@code server.threads=1}
   */
  public static LiveServer start(String... flags) {
    return start(services -> services, flags);
  }

  /** Starts a server with other services in place of its own. */
  public static LiveServer start(UnaryOperator<List<BindableService>> instead, String... flags) {
    Settings settings = new Settings();
    List.of("server.port=0", "admin.port=0", "server.drain-delay=0s").forEach(settings::addFlag);
    List.of(flags).forEach(settings::addFlag);
    return new LiveServer(
        ServerRuntime.start(
            ServerConfig.read(settings),
            (ServerConfig config, Meters meters, CloseStack stack) ->
                instead.apply(Services.create(config, meters, stack))));
  }

  /** Returns the channel to the server. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Returns the port that answers calls. */
  public int port() {
    return runtime.port();
  }

  /** Returns where it answers calls. */
  public String target() {
    return "127.0.0.1:" + runtime.port();
  }

  /** Makes a call and waits for its answer. */
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method,
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
        request);
  }

  /**
   * Sends all requests of one call, then waits for all its answers; of a stream, or of one each.
   */
  public <Q, A> List<A> exchange(MethodDescriptor<Q, A> method, List<Q> requests) {
    ClientCall<Q, A> call =
        channel.newCall(
            method, CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
    List<A> answers = new ArrayList<>();
    CompletableFuture<List<A>> all = new CompletableFuture<>();
    StreamObserver<Q> sent =
        ClientCalls.asyncBidiStreamingCall(
            call,
            new StreamObserver<>() {
              @Override
              public void onNext(A answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable failure) {
                all.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                all.complete(answers);
              }
            });
    requests.forEach(sent::onNext);
    sent.onCompleted();
    return all.join();
  }

  /** Returns what the health service says of a service; of all for an empty name. */
  public ServingStatus health(String service) {
    return call(
            HealthGrpc.getCheckMethod(),
            HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  /** Returns a page of the admin port. */
  public String admin(String path) throws IOException, InterruptedException {
    URI uri =
        URI.create("http://127.0.0.1:%d%s".formatted(runtime.adminPort().orElseThrow(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  /** Stops the server as an operator would; the channel stays. */
  public void stop() {
    runtime.close();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    runtime.close();
    channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
