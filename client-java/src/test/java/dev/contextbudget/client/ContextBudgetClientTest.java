package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CompactionOrder;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.GetLimitsResponse;
import dev.contextbudget.v1.GetModelRequest;
import dev.contextbudget.v1.GetModelResponse;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.ListModelsResponse;
import dev.contextbudget.v1.ListPresetsResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.TextContent;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ServerCallStreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls, deadlines, retries and limits, against a scripted server on a real port. */
final class ContextBudgetClientTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final CountTokensRequest REQUEST =
      CountTokensRequest.newBuilder().setModel("gpt-4o").build();
  private static final CountTokensResponse ANSWER =
      CountTokensResponse.newBuilder().setTotalTokens(7).build();

  private final ScriptedServer server = new ScriptedServer();
  private final ClientOptions options = ClientOptions.plaintext(server.target(), MINUTE);
  private final ContextBudgetClient client = ContextBudgetClient.create(options);

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  /** A call through the client. */
  interface Rpc {
    Object call(ContextBudgetClient client) throws Exception;
  }

  static Stream<Arguments> calls() {
    var plan = PlanBudgetRequest.newBuilder().setModel("m").build();
    var planned = PlanBudgetResponse.newBuilder().setGrantedTokens(1).build();
    var fit = FitContextRequest.newBuilder().setModel("m").build();
    var fitted = FitContextResponse.newBuilder().setOptimalityGapRatio(0.5).build();
    var compact = CompactRequest.newBuilder().setModel("m").build();
    var compacted = CompactResponse.newBuilder().setNoOp(true).build();
    var list = ListModelsRequest.newBuilder().setPageSize(3).build();
    var listed = ListModelsResponse.newBuilder().setCatalogDate("d").build();
    var model = GetModelRequest.newBuilder().setModel("m").build();
    var lint = LintContextRequest.newBuilder().setModel("m").build();
    return Stream.of(
        rpc("CountTokens", REQUEST, ANSWER, c -> c.countTokens(REQUEST)),
        rpc("CountTokens", REQUEST, ANSWER, c -> c.countTokensAsync(REQUEST).get()),
        rpc("PlanBudget", plan, planned, c -> c.planBudget(plan)),
        rpc("PlanBudget", plan, planned, c -> c.planBudgetAsync(plan).get()),
        rpc("FitContext", fit, fitted, c -> c.fitContext(fit)),
        rpc("FitContext", fit, fitted, c -> c.fitContextAsync(fit).get()),
        rpc("Compact", compact, compacted, c -> c.compact(compact)),
        rpc("Compact", compact, compacted, c -> c.compactAsync(compact).get()),
        rpc("ListModels", list, listed, c -> c.listModels(list)),
        rpc("GetModel", model, GetModelResponse.getDefaultInstance(), c -> c.getModel("m")),
        rpc("ListPresets", null, ListPresetsResponse.getDefaultInstance(), c -> c.listPresets()),
        rpc("GetLimits", null, GetLimitsResponse.getDefaultInstance(), c -> c.getLimits()),
        rpc(
            "LintContext",
            lint,
            LintContextResponse.getDefaultInstance(),
            c -> c.lintContext(lint)));
  }

  private static Arguments rpc(String method, @Nullable Object request, Object answer, Rpc call) {
    return Arguments.of(method, request, answer, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aMethodCallsItsRpcOnceWithTheDeadlineAndGivesTheAnswer(
      String method, @Nullable Object request, Object answer, Rpc call) throws Exception {
    CompletableFuture<Object> seen = new CompletableFuture<>();
    server.then(
        (sent, observer) -> {
          seen.complete(sent);
          observer.onNext(answer);
          observer.onCompleted();
        });

    assertEquals(answer, call.call(client));

    assertEquals(List.of(method), attempted());
    if (request != null) {
      assertEquals(request, seen.get());
    }
    long left = server.attempts.get(0).deadlineMillis();
    assertTrue(left > 0 && left <= MINUTE.toMillis(), "deadline " + left);
  }

  @Test
  void theServerSeesWhoCalls() {
    server.thenAnswer(ANSWER);
    try (var named = ContextBudgetClient.create(options.withUserAgent("shop/7"))) {
      named.countTokens(REQUEST);
    }

    Metadata headers = server.attempts.get(0).headers();
    String agent = headers.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER));
    assertTrue(String.valueOf(agent).startsWith("shop/7 grpc-java"), agent);
    assertTrue(options.userAgent().startsWith("contextbudget-java/"));
  }

  @Test
  void anUnavailableServerIsTriedThreeTimes() {
    server.thenFail(Status.UNAVAILABLE).thenFail(Status.UNAVAILABLE).thenAnswer(ANSWER);

    assertEquals(ANSWER, client.countTokens(REQUEST));

    assertEquals(3, server.attempts.size());
  }

  @Test
  void afterThreeAttemptsTheFailureStands() {
    for (int i = 0; i < 3; i++) {
      server.thenFail(Status.UNAVAILABLE.withDescription("attempt " + i));
    }

    var e = assertThrows(ContextBudgetClientException.class, () -> client.countTokens(REQUEST));

    assertEquals(Code.UNAVAILABLE, e.code());
    assertTrue(e.getMessage().endsWith(": UNAVAILABLE: attempt 2"), e.getMessage());
    assertEquals(3, server.attempts.size());
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatTheNetworkSaid() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String target = "127.0.0.1:" + port;
    try (var alone = ContextBudgetClient.create(ClientOptions.plaintext(target, MINUTE))) {
      var e = assertThrows(ContextBudgetClientException.class, () -> alone.countTokens(REQUEST));

      assertTrue(
          e.getMessage().startsWith("CountTokens at " + target + ": UNAVAILABLE: "),
          e.getMessage());
      assertTrue(e.getMessage().contains("Connection refused"), e.getMessage());
    }
  }

  static Stream<Code> finalCodes() {
    return Stream.of(Code.values()).filter(code -> code != Code.OK && code != Code.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("finalCodes")
  void anyOtherFailureIsFinal(Code code) {
    server.thenFail(code.toStatus());

    var e = assertThrows(ContextBudgetClientException.class, () -> client.countTokens(REQUEST));

    assertEquals(code, e.code());
    assertEquals(1, server.attempts.size());
  }

  @Test
  void anExhaustedServerIsTriedAgainOnlyIfItAsksForIt() {
    server.thenFail(Status.RESOURCE_EXHAUSTED, 1).thenAnswer(ANSWER);

    assertEquals(ANSWER, client.countTokens(REQUEST));
    assertEquals(2, server.attempts.size());
  }

  @Test
  void aServerThatAsksForNoFurtherAttemptGetsNone() {
    server.thenFail(Status.UNAVAILABLE, -1);

    assertThrows(ContextBudgetClientException.class, () -> client.countTokens(REQUEST));
    assertEquals(1, server.attempts.size());
  }

  @Test
  void retriesCanBeSwitchedOff() {
    server.thenFail(Status.UNAVAILABLE);
    try (var once = ContextBudgetClient.create(options.withMaxAttempts(1))) {
      assertThrows(ContextBudgetClientException.class, () -> once.countTokens(REQUEST));
    }
    assertEquals(1, server.attempts.size());
  }

  /** gRPC by itself gives up retries of requests above 1 MiB. */
  @Test
  void aLargeRequestIsTriedAgainToo() {
    server.thenFail(Status.UNAVAILABLE).thenAnswer(ANSWER);

    assertEquals(ANSWER, client.countTokens(request(8 << 20)));
    assertEquals(2, server.attempts.size());
  }

  @Test
  void aCallEndsWithItsDeadlineAndTheServerLearnsOfIt() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    server.then(
        (request, answer) ->
            Context.current().addListener(context -> cancelled.countDown(), Runnable::run));
    ContextBudgetClient hasty = client.withDeadline(Duration.ofMillis(300));

    var e = assertThrows(ContextBudgetClientException.class, () -> hasty.countTokens(REQUEST));

    assertEquals(Code.DEADLINE_EXCEEDED, e.code());
    assertTrue(e.getMessage().contains(": the deadline of 300 ms passed: "), e.getMessage());
    assertTrue(server.attempts.get(0).deadlineMillis() <= 300);
    assertTrue(cancelled.await(10, TimeUnit.SECONDS));
    server.thenAnswer(ANSWER);
    assertEquals(ANSWER, client.countTokens(REQUEST), "the first client has its own deadline");
  }

  @Test
  void aRequestAboveTheLimitIsNotSent() {
    try (var small = ContextBudgetClient.create(options.withMaxBytes(1_000, 1_000))) {
      var e =
          assertThrows(ContextBudgetClientException.class, () -> small.countTokens(request(1_000)));

      assertEquals(Code.RESOURCE_EXHAUSTED, e.code());
    }
  }

  @Test
  void anAnswerAboveTheLimitFailsTheCall() {
    server.thenAnswer(
        ANSWER.toBuilder()
            .addAllComponents(
                Stream.generate(ComponentTokens::getDefaultInstance).limit(1_000).toList())
            .build());
    try (var small = ContextBudgetClient.create(options.withMaxBytes(1_000, 1_000))) {
      var e = assertThrows(ContextBudgetClientException.class, () -> small.countTokens(REQUEST));

      assertEquals(Code.RESOURCE_EXHAUSTED, e.code());
    }
  }

  /** The server's own limit is 16 MiB a request; a full prompt is as large. */
  @Test
  void requestsAndAnswersOfSixteenMebibytesPass() {
    server.thenAnswer(
        CompactResponse.newBuilder()
            .setOrder(
                CompactionOrder.newBuilder()
                    .setPromptBytes(ByteString.copyFrom(new byte[16 << 20])))
            .build());
    CompactRequest request =
        CompactRequest.newBuilder().setDigestHeading("h".repeat((16 << 20) - 100)).build();

    assertEquals(16 << 20, client.compact(request).getOrder().getPrompt().length());
  }

  @Test
  void anAsyncCallFailsWithTheDecodedException() {
    server.thenFail(Status.NOT_FOUND.withDescription("no such model"));

    var e = assertThrows(ExecutionException.class, () -> client.countTokensAsync(REQUEST).get());

    var failure = assertInstanceOf(ContextBudgetClientException.class, e.getCause());
    assertEquals(Code.NOT_FOUND, failure.code());
  }

  @Test
  void cancellingAFutureCancelsTheCall() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    server.then(
        (request, answer) -> {
          ((ServerCallStreamObserver<Object>) answer).setOnCancelHandler(cancelled::countDown);
          arrived.countDown();
        });

    CompletableFuture<CountTokensResponse> future = client.countTokensAsync(REQUEST);
    assertTrue(arrived.await(10, TimeUnit.SECONDS));
    assertTrue(future.cancel(true));

    assertTrue(cancelled.await(10, TimeUnit.SECONDS));
  }

  @Test
  void anInterruptedCallIsCancelledAndTheThreadStaysInterrupted() {
    server.then((request, answer) -> {}); // never answers
    Thread.currentThread().interrupt();

    var e = assertThrows(ContextBudgetClientException.class, () -> client.countTokens(REQUEST));

    assertEquals(Code.CANCELLED, e.code());
    assertTrue(Thread.interrupted());
  }

  @Test
  void aClosedClientRefusesCallsAndMayBeClosedAgain() {
    client.close();
    client.close();

    ContextBudgetClient other = client.withDeadline(MINUTE);
    CompletableFuture<?> future = client.countTokensAsync(REQUEST);
    assertThrows(IllegalStateException.class, () -> client.countTokens(REQUEST));
    assertThrows(IllegalStateException.class, () -> other.countTokens(REQUEST));
    assertThrows(
        IllegalStateException.class,
        () -> client.countTokensStream(Collections.emptyIterator(), answer -> {}));
    var e = assertThrows(ExecutionException.class, future::get);
    assertEquals("java.lang.IllegalStateException: the client is closed", e.getMessage());
  }

  @Test
  void closingLetsACallInFlightEnd() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    server.then(
        (request, answer) ->
            new Thread(
                    () -> {
                      arrived.countDown();
                      await(closing);
                      answer.onNext(ANSWER);
                      answer.onCompleted();
                    })
                .start());

    CompletableFuture<CountTokensResponse> future = client.countTokensAsync(REQUEST);
    assertTrue(arrived.await(10, TimeUnit.SECONDS));
    new Thread(closing::countDown).start();
    client.close();

    assertEquals(ANSWER, future.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> attempted() {
    return server.attempts.stream().map(ScriptedServer.Attempt::method).toList();
  }

  private static CountTokensRequest request(int textBytes) {
    TextContent text = TextContent.newBuilder().setValue("a".repeat(textBytes)).build();
    return REQUEST.toBuilder().addComponents(Component.newBuilder().setText(text)).build();
  }
}
