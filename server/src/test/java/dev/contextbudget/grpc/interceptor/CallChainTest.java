package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.edge.RawMethod;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.ToolResult;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallChainTest {
  private static final String SECRET = "canary-7d1f-the-prompt";

  private ChainFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ChainFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void aCallIsAnsweredMeasuredAndLoggedWithoutItsText() throws Exception {
    fixture.stub().countTokens(CountTokensRequest.newBuilder().setModel(SECRET).build());

    ChainFixture.await(() -> fixture.logged().size() == 1);
    String line = fixture.logged().get(0);
    assertTrue(line.startsWith("call method=\"" + ChainFixture.COUNT + "\" code=\"OK\""), line);
    assertTrue(line.contains(" requestBytes=\"24\" responseBytes=\"0\" "), line);
    assertTrue(line.matches("(?s).* requestId=\"[0-9a-f]{16}\""), line);
    assertFalse(line.contains(SECRET));
    assertEquals(1, callsEndedAs("OK"));
  }

  /** The first has the one worker for 30 ms at least, for which the second waits. */
  @Test
  void theLineOfACallTellsWhereItsTimeWent() throws Exception {
    fixture.close();
    fixture = new ChainFixture(Limits.DEFAULTS, 8, 1);
    CountDownLatch goOn = new CountDownLatch(1);
    fixture.service.waitFor(goOn);
    var stub = ContextBudgetServiceGrpc.newFutureStub(fixture.channel);
    var first = stub.countTokens(CountTokensRequest.getDefaultInstance());
    var second = stub.countTokens(CountTokensRequest.getDefaultInstance());
    ChainFixture.await(() -> fixture.chain.inFlight() == 2 && fixture.service.calls() == 1);
    Thread.sleep(30);
    goOn.countDown();
    first.get();
    second.get();

    ChainFixture.await(() -> fixture.logged().size() == 2);
    Map<String, Long> worked = micros(fixture.logged().get(0));
    Map<String, Long> waited = micros(fixture.logged().get(1));
    assertEquals(
        Set.of("micros", "queueMicros", "decodeMicros", "workMicros", "encodeMicros"),
        worked.keySet());
    assertTrue(worked.get("workMicros") >= 30_000, fixture.logged().toString());
    assertTrue(waited.get("queueMicros") >= 30_000, waited.toString());
    for (String stage : List.of("decode", "work", "encode")) {
      assertEquals(2, stageCount(stage), stage);
    }
    assertEquals(2, waitCount());
  }

  /** Returns the times of a line. */
  private static Map<String, Long> micros(String line) {
    return Pattern.compile("(\\w*[mM]icros)=\"(\\d+)\"")
        .matcher(line)
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> Long.parseLong(m.group(2))));
  }

  private double stageCount(String stage) {
    return fixture.metric("contextbudget_stage_duration_seconds_count{stage=\"" + stage + "\"}");
  }

  private double waitCount() {
    return fixture.metric("contextbudget_admission_wait_seconds_count{class=\"interactive\"}");
  }

  /** It would make the others look fast. */
  @Test
  void aCallThatIsRefusedIsInNoStage() throws Exception {
    fixture.chain.drain();

    assertEquals("DRAINING", ChainFixture.info(fixture.failureOfCount()).getReason());
    ChainFixture.await(() -> fixture.logged().size() == 1);

    assertEquals(1, failuresFor("draining"));
    assertEquals(1, callsEndedAs("UNAVAILABLE"));
    assertEquals(0, waitCount());
    assertEquals(
        1,
        fixture.metric(
            "contextbudget_call_duration_seconds_count{method=\""
                + ChainFixture.COUNT
                + "\",outcome=\"refused\"}"));
  }

  private double callsEndedAs(String code) {
    return fixture.metric(
        "contextbudget_calls_total{code=\"" + code + "\",method=\"" + ChainFixture.COUNT + "\"}");
  }

  private double failuresFor(String reason) {
    return fixture.metric("contextbudget_failures_total{reason=\"" + reason + "\"}");
  }

  @Test
  void anExpectedFailureBecomesItsStatusAndIsMeasuredAsSuch() throws Exception {
    fixture.service.script(
        () -> {
          throw new NotImplemented("provider_request");
        });

    StatusRuntimeException e = fixture.failureOfCount();

    assertEquals(Status.Code.UNIMPLEMENTED, e.getStatus().getCode());
    assertEquals("NOT_IMPLEMENTED", ChainFixture.info(e).getReason());
    assertEquals(1, callsEndedAs("UNIMPLEMENTED"));
    assertEquals(1, failuresFor("not_implemented"));
  }

  @Test
  void aDefectIsLoggedUnderTheIdThatItsCallerGetsAndSaysNothingOfTheText() throws Exception {
    fixture.service.script(
        () -> {
          throw new IllegalStateException(SECRET, new NumberFormatException("For: " + SECRET));
        });

    StatusRuntimeException e = fixture.failureOfCount();

    assertEquals(Status.Code.INTERNAL, e.getStatus().getCode());
    String id = ChainFixture.info(e).getMetadataOrThrow("requestId");
    assertEquals("internal error; request id " + id, e.getStatus().getDescription());
    ChainFixture.await(() -> fixture.logged().size() == 2);
    List<String> defect =
        fixture.logged().stream().filter(line -> line.startsWith("defect")).toList();
    assertEquals(1, defect.size());
    assertTrue(defect.get(0).contains("requestId=\"" + id + "\""), defect.get(0));
    assertTrue(defect.get(0).contains("java.lang.NumberFormatException"), defect.get(0));
    assertFalse(String.join("\n", fixture.logged()).contains(SECRET));
  }

  @Test
  void anErrorOfTheMachineIsADefectToo() throws Exception {
    fixture.service.script(
        () -> {
          throw new StackOverflowError();
        });

    assertEquals("INTERNAL", ChainFixture.info(fixture.failureOfCount()).getReason());
    assertEquals(0, fixture.outOfMemory.get());
  }

  @Test
  void aCallThatRanOutOfMemoryIsADefectOfWhichTheServerIsTold() throws Exception {
    fixture.service.script(
        () -> {
          throw new OutOfMemoryError(SECRET);
        });
    assertEquals("INTERNAL", ChainFixture.info(fixture.failureOfCount()).getReason());
    assertEquals(1, fixture.outOfMemory.get());

    fixture.service.script(
        () -> {
          throw new IllegalStateException(new OutOfMemoryError(SECRET));
        });
    assertEquals("INTERNAL", ChainFixture.info(fixture.failureOfCount()).getReason());
    assertEquals(2, fixture.outOfMemory.get());
    assertFalse(String.join("\n", fixture.logged()).contains(SECRET));
  }

  @Test
  void theCallersRequestIdIsKeptIfItIsWellFormed() throws Exception {
    callWithRequestId("Ab.1_2-z");

    assertTrue(loggedCall().contains("requestId=\"Ab.1_2-z\""), loggedCall());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"b", "ä", "id;drop"})
  void aMalformedRequestIdIsReplaced(String id) throws Exception {
    callWithRequestId(id);

    assertTrue(loggedCall().matches("(?s).* requestId=\"[0-9a-f]{16}\""), loggedCall());
  }

  @Test
  void anOverlongRequestIdIsReplaced() throws Exception {
    callWithRequestId("a".repeat(65));

    assertTrue(loggedCall().matches("(?s).* requestId=\"[0-9a-f]{16}\""), loggedCall());
  }

  private void callWithRequestId(String id) {
    Metadata headers = new Metadata();
    headers.put(AccessLog.HEADER, id);
    fixture
        .stub()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .countTokens(CountTokensRequest.getDefaultInstance());
  }

  private String loggedCall() throws InterruptedException {
    ChainFixture.await(() -> calls().size() == 1);
    return calls().get(0);
  }

  /** Without what the transport may say besides. */
  private List<String> calls() {
    return fixture.logged().stream().filter(line -> line.startsWith("call ")).toList();
  }

  @Test
  void aLightCallTakesNoMoreThanItsOwnLimit() throws Exception {
    int overhead =
        PlanBudgetRequest.newBuilder().setModel("a".repeat(200_000)).build().getSerializedSize()
            - 200_000;
    int fits = Limits.DEFAULTS.maxLightMessageBytes() - overhead;
    fixture.stub().planBudget(PlanBudgetRequest.newBuilder().setModel("a".repeat(fits)).build());

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                fixture
                    .stub()
                    .planBudget(
                        PlanBudgetRequest.newBuilder().setModel("a".repeat(fits + 1)).build()));

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
    assertEquals("MESSAGE_TOO_LARGE", ChainFixture.info(e).getReason());
    assertEquals("262144", ChainFixture.info(e).getMetadataOrThrow("limit"));
    assertEquals("262145", ChainFixture.info(e).getMetadataOrThrow("actual"));
  }

  @Test
  void aHeavyCallTakesMoreThanALightOne() {
    fixture
        .stub()
        .countTokens(CountTokensRequest.newBuilder().setModel("a".repeat(1 << 20)).build());

    assertEquals(1, fixture.service.calls());
  }

  /** The caller's own end of the stream can come before the server sees the deadline pass. */
  @Test
  void anAnswerAfterTheCallersDeadlineIsNotMeasuredAndLoggedAsOne() throws Exception {
    CountDownLatch passed = new CountDownLatch(1);
    fixture.service.waitFor(
        passed, () -> Context.current().addListener(c -> passed.countDown(), Runnable::run));

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ContextBudgetServiceGrpc.newBlockingStub(fixture.channel)
                    .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                    .countTokens(CountTokensRequest.getDefaultInstance()));

    assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
    assertTrue(loggedCall().matches(".* code=\"(DEADLINE_EXCEEDED|CANCELLED)\" .*"), loggedCall());
    assertEquals(0, callsEndedAs("OK"));
  }

  /** The transport refuses it before any interceptor sees a message. */
  @Test
  void aRequestAboveTheTransportsLimitIsMeasuredAndLoggedAsWhatItsCallerSees() throws Exception {
    String model = "a".repeat(Limits.DEFAULTS.maxMessageBytes());

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                fixture
                    .stub()
                    .countTokens(CountTokensRequest.newBuilder().setModel(model).build()));

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
    assertTrue(loggedCall().contains(" code=\"RESOURCE_EXHAUSTED\" "), loggedCall());
    assertEquals(1, callsEndedAs("RESOURCE_EXHAUSTED"));
    assertEquals(0, callsEndedAs("CANCELLED"));
  }

  @Test
  void bytesThatAreNoMessageAreInvalidAndTheServerGoesOn() {
    byte[][] wrong = {
      {(byte) 0x0a}, // a length is missing
      {0x0a, 0x05, 'a'}, // truncated
      {
        0x08,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff,
        0x01
      }, // a varint of 11 bytes
      {0x00}, // field number 0
      {0x0c}, // an end of a group that did not begin
    };
    for (byte[] bytes : wrong) {
      assertEquals(Status.Code.INVALID_ARGUMENT, rawFailure(bytes).getStatus().getCode());
    }
    fixture.stub().countTokens(CountTokensRequest.getDefaultInstance());
    assertEquals(1, fixture.service.calls());
  }

  /** A result of a tool in a result of a tool, and so on: 4 and twice 30 are 64. */
  @Test
  void messagesInsideMessagesAreAtMostAsDeepAsGetLimitsTells() throws Exception {
    assertEquals(CountTokensResponse.getDefaultInstance(), fixture.stub().countTokens(nested(30)));

    StatusRuntimeException e =
        assertThrows(StatusRuntimeException.class, () -> fixture.stub().countTokens(nested(31)));

    assertEquals("TOO_DEEP", ChainFixture.info(e).getReason());
    assertEquals(
        "request: has messages inside messages that must be at most 64 deep",
        e.getStatus().getDescription());
  }

  /** Returns a request with 4 messages inside each other and two more for each result. */
  private static CountTokensRequest nested(int results) {
    Part part = Part.newBuilder().setText("x").build();
    for (int i = 0; i < results; i++) {
      part = Part.newBuilder().setToolResult(ToolResult.newBuilder().addParts(part)).build();
    }
    return CountTokensRequest.newBuilder()
        .addComponents(
            Component.newBuilder()
                .setMessages(
                    MessageContent.newBuilder().addMessages(Message.newBuilder().addParts(part))))
        .build();
  }

  @Test
  void aStringThatIsNotUtf8IsToldAsSuch() throws Exception {
    StatusRuntimeException e = rawFailure(new byte[] {0x0a, 0x02, (byte) 0xc3, 0x28});

    assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
    assertEquals("BAD_UTF8", ChainFixture.info(e).getReason());
    assertEquals("model", ChainFixture.info(e).getMetadataOrThrow("field"));
  }

  private StatusRuntimeException rawFailure(byte[] bytes) {
    return assertThrows(
        StatusRuntimeException.class,
        () ->
            ClientCalls.blockingUnaryCall(
                fixture.channel,
                RawMethod.of(ChainFixture.COUNT),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                bytes));
  }
}
