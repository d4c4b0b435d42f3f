package dev.contextbudget.app;

import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The server as it is delivered, but for its work: a request is scanned and decoded, and the answer
 * that a real server gave to its like is made anew and encoded.
 *
 * <p>What it answers a second is the ceiling for a server of the same transport and the same
 * messages; {@code deploy/ghz/run.sh} sets the two side by side.
 */
public final class EchoServer {
  private EchoServer() {}

  /**
   * Serves until the process ends.
   *
   * @param args a real server, which is asked once for each kind of request; then settings, such as
   *     {@code server.port=7577}
   */
  public static void main(String[] args) throws InterruptedException {
    ManagedChannel real =
        NettyChannelBuilder.forTarget(args[0])
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    Settings settings = new Settings();
    Arrays.stream(args).skip(1).forEach(settings::addFlag);
    ServerConfig config = ServerConfig.read(settings);
    Logging.configure(config.log());
    Echo echo = new Echo(ContextBudgetServiceGrpc.newBlockingStub(real));
    ServerRuntime runtime =
        ServerRuntime.start(
            config, (ServerConfig read, Meters meters, CloseStack stack) -> List.of(echo));
    runtime.announce();
    runtime.awaitEnd();
  }

  /** Requests are told apart by what costs nothing to ask: how many messages they hold. */
  private record Kind(Class<?> request, int count, int components) {}

  private static final class Echo extends ContextBudgetServiceGrpc.ContextBudgetServiceImplBase {
    private final ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub real;
    private final ConcurrentMap<Kind, Object> answers = new ConcurrentHashMap<>();

    Echo(ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub real) {
      this.real = real;
    }

    // Each answer is made anew, as a message remembers its size once it was encoded.

    @Override
    public void countTokens(CountTokensRequest request, StreamObserver<CountTokensResponse> to) {
      Kind kind = kind(CountTokensRequest.class, request.getComponentsList());
      tell(to, known(kind, () -> real.countTokens(request)).toBuilder().build());
    }

    @Override
    public void fitContext(FitContextRequest request, StreamObserver<FitContextResponse> to) {
      Kind kind = kind(FitContextRequest.class, request.getComponentsList());
      tell(to, known(kind, () -> real.fitContext(request)).toBuilder().build());
    }

    @Override
    public void compact(CompactRequest request, StreamObserver<CompactResponse> to) {
      Kind kind = new Kind(CompactRequest.class, request.getMessagesCount(), 0);
      tell(to, known(kind, () -> real.compact(request)).toBuilder().build());
    }

    @Override
    public void planBudget(PlanBudgetRequest request, StreamObserver<PlanBudgetResponse> to) {
      Kind kind = new Kind(PlanBudgetRequest.class, request.getDemandsCount(), 0);
      tell(to, known(kind, () -> real.planBudget(request)).toBuilder().build());
    }

    private static Kind kind(Class<?> request, List<Component> components) {
      Component last = components.get(components.size() - 1);
      return new Kind(request, last.getMessages().getMessagesCount(), components.size());
    }

    @SuppressWarnings("unchecked") // a kind has answers of one type
    private <A> A known(Kind kind, Supplier<A> ask) {
      return (A) answers.computeIfAbsent(kind, unknown -> ask.get());
    }

    private static <A> void tell(StreamObserver<A> to, A answer) {
      to.onNext(answer);
      to.onCompleted();
    }
  }
}
