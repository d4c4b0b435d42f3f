package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.BadRequest;
import dev.contextbudget.CallEnd;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits takes no worker, no more memory than there is, and not for ever; over a real port. */
class WaitingCallsTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final CountTokensRequest REQUEST = CountTokensRequest.getDefaultInstance();

  private final CountDownLatch latch = new CountDownLatch(1);
  private ChainFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ChainFixture(Limits.DEFAULTS, new Capacity(1, 8, MAX_BYTES));
  }

  @AfterEach
  void stop() throws Exception {
    latch.countDown();
    fixture.close();
  }

  private CountTokensResponse call(String serviceClass) {
    Metadata headers = new Metadata();
    headers.put(CallHeaders.CLASS, serviceClass);
    return fixture
        .stub()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .countTokens(REQUEST);
  }

  private void awaitFree() throws InterruptedException {
    ChainFixture.await(
        () -> fixture.meters.scrape().contains("contextbudget_admission_held_bytes 0.0"));
  }

  /** Sends a request and does not say that it was all; gRPC keeps one back that can be no more. */
  private ClientCall<CountTokensRequest, CountTokensResponse> open() {
    ClientCall<CountTokensRequest, CountTokensResponse> call =
        fixture.channel.newCall(
            ContextBudgetServiceGrpc.getCountTokensMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build(),
            CallOptions.DEFAULT);
    CallEnd.start(call);
    call.request(1);
    call.sendMessage(REQUEST);
    return call;
  }

  private double waits() {
    return fixture.metric("contextbudget_admission_wait_seconds_count{class=\"interactive\"}");
  }

  @Test
  void aRequestThatEndsLateHasWaitedOnce() throws Exception {
    ClientCall<CountTokensRequest, CountTokensResponse> call = open();
    ChainFixture.await(() -> waits() == 1);
    call.halfClose();

    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    assertEquals(1, fixture.service.calls());
    assertEquals(1, waits());
  }

  @Test
  void aCallerWhoNeverEndsItsRequestTakesNoWorker() throws Exception {
    for (int i = 0; i < 7; i++) {
      open();
    }
    ChainFixture.await(() -> waits() == 7);

    assertEquals(CountTokensResponse.getDefaultInstance(), fixture.stub().countTokens(REQUEST));
  }

  /** Sends documents of a stream that goes on. */
  private CallEnd<CountTokensStreamResponse> stream(CountTokensStreamRequest... documents) {
    ClientCall<CountTokensStreamRequest, CountTokensStreamResponse> call =
        fixture.channel.newCall(
            ContextBudgetServiceGrpc.getCountTokensStreamMethod(), CallOptions.DEFAULT);
    CallEnd<CountTokensStreamResponse> end = CallEnd.start(call);
    List.of(documents).forEach(call::sendMessage);
    return end;
  }

  @Test
  void aStreamWhoseNextDocumentIsThereLetsOthersHaveTheWorkerFirst() throws Exception {
    List<String> worked = new CopyOnWriteArrayList<>();
    fixture.service.waitFor(latch, () -> worked.add(Thread.currentThread().getName()));
    CountTokensStreamRequest document = CountTokensStreamRequest.getDefaultInstance();
    stream(document, document);
    ChainFixture.await(() -> worked.size() == 1);
    fixture.service.script(
        () -> {
          worked.add("document");
          return CountTokensResponse.getDefaultInstance();
        });
    ListenableFuture<PlanBudgetResponse> other =
        ContextBudgetServiceGrpc.newFutureStub(fixture.channel)
            .planBudget(PlanBudgetRequest.getDefaultInstance());
    other.addListener(() -> {}, Runnable::run);
    ChainFixture.await(
        () -> fixture.metric("contextbudget_admission_waiting_seconds{class=\"interactive\"}") > 0);
    Thread.sleep(50); // for the second document to be read, if it were
    fixture.service.beforePlan(() -> worked.add("other"));

    latch.countDown();

    ChainFixture.await(() -> worked.size() == 3);
    assertEquals(List.of("other", "document"), worked.subList(1, 3));
  }

  @Test
  void aStreamThatIsWorkedOnIsResetWhenItSendsMoreThanTheMemoryTakes() throws Exception {
    fixture.service.askFor(2);
    fixture.service.waitFor(latch);
    CountTokensStreamRequest large =
        CountTokensStreamRequest.newBuilder().setModel("a".repeat(2 * MAX_BYTES)).build();

    CallEnd<CountTokensStreamResponse> end =
        stream(CountTokensStreamRequest.getDefaultInstance(), large);

    assertEquals(Status.Code.CANCELLED, end.code());
    assertEquals(1, fixture.service.calls());
    awaitFree();
    latch.countDown();
    assertEquals(CountTokensResponse.getDefaultInstance(), fixture.stub().countTokens(REQUEST));
    assertEquals(2, fixture.service.calls(), "the large one was not worked on");
  }

  /** The second comes while the first is worked on, and is worked on in the same turn. */
  @Test
  void whatAStreamSentIsFreeWhenItIsWorkedOn() throws Exception {
    fixture.service.askFor(2);
    fixture.service.waitFor(latch);
    int bytes = MAX_BYTES / 2;
    CountTokensStreamRequest second =
        CountTokensStreamRequest.newBuilder().setModel("a".repeat(bytes)).build();
    stream(CountTokensStreamRequest.getDefaultInstance(), second);
    ChainFixture.await(
        () -> fixture.metric("contextbudget_admission_held_bytes") >= second.getSerializedSize());

    latch.countDown();

    ChainFixture.await(() -> fixture.service.calls() == 2);
    awaitFree();
    assertEquals(1, fixture.chain.inFlight());
  }

  @Test
  void moreThanTheMemoryTakesIsRefusedWhileItArrives() throws Exception {
    CountTokensRequest large =
        CountTokensRequest.newBuilder().setModel("a".repeat(2 * MAX_BYTES)).build();

    StatusRuntimeException e =
        assertThrows(StatusRuntimeException.class, () -> fixture.stub().countTokens(large));

    assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
    assertEquals("MEMORY_PRESSURE", ChainFixture.info(e).getReason());
    assertTrue(ChainFixture.retry(e).getRetryDelay().getNanos() >= 250_000_000);
    awaitFree();
    assertEquals(CountTokensResponse.getDefaultInstance(), fixture.stub().countTokens(REQUEST));
    assertTrue(fixture.meters.scrape().contains("admission_refused_total{cause=\"bytes\"} 1.0"));
    assertEquals(1, fixture.metric("contextbudget_failures_total{reason=\"memory_pressure\"}"));
  }

  @Test
  void aRequestIsHeldUntilItsCallIsAnswered() throws Exception {
    CountTokensRequest half =
        CountTokensRequest.newBuilder().setModel("a".repeat(MAX_BYTES * 5 / 8)).build();
    fixture.service.waitFor(latch);
    ListenableFuture<CountTokensResponse> first =
        ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(half);
    ChainFixture.await(() -> fixture.service.calls() == 1);

    StatusRuntimeException e =
        assertThrows(StatusRuntimeException.class, () -> fixture.stub().countTokens(half));

    assertEquals("MEMORY_PRESSURE", ChainFixture.info(e).getReason());
    latch.countDown();
    first.get();
    awaitFree();
    assertEquals(CountTokensResponse.getDefaultInstance(), fixture.stub().countTokens(half));
  }

  /** A worker that has not seen that its caller is gone makes an answer that nobody reads. */
  @Test
  void theAnswerToACallerWhoIsGoneIsGivenBack() throws Exception {
    CountTokensResponse answer = CountTokensResponse.newBuilder().setTotalTokens(7).build();
    fixture.service.script(
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return answer;
        });
    ListenableFuture<CountTokensResponse> call =
        ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(REQUEST);
    ChainFixture.await(() -> fixture.service.calls() == 1);
    call.cancel(true);
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    latch.countDown();
    assertEquals(answer, fixture.stub().countTokens(REQUEST)); // by the same worker, so after it

    awaitFree();
  }

  @Test
  void bothClassesAreServed() {
    for (String serviceClass : List.of("batch", "interactive")) {
      String never = "admission_wait_seconds_count{class=\"" + serviceClass + "\"} 0";
      assertTrue(fixture.meters.scrape().contains(never));
      assertEquals(CountTokensResponse.getDefaultInstance(), call(serviceClass));
      assertFalse(fixture.meters.scrape().contains(never));
    }
  }

  @Test
  void anotherClassIsInvalid() throws Exception {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, () -> call("Batch"));

    assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
    BadRequest request = StatusProto.fromThrowable(e).getDetails(1).unpack(BadRequest.class);
    assertEquals("header:contextbudget-class", request.getFieldViolations(0).getField());
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
  }
}
