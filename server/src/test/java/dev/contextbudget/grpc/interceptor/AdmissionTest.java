package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final CountTokensRequest REQUEST = CountTokensRequest.getDefaultInstance();

  private final CountDownLatch latch = new CountDownLatch(1);
  private ChainFixture fixture;

  /** One worker and three places: one call works, two wait. */
  @BeforeEach
  void start() throws Exception {
    fixture = new ChainFixture(Limits.DEFAULTS, 3, 1);
    fixture.service.waitFor(latch);
  }

  @AfterEach
  void stop() throws Exception {
    latch.countDown();
    fixture.close();
  }

  private ListenableFuture<CountTokensResponse> call() {
    return ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(REQUEST);
  }

  private List<ListenableFuture<CountTokensResponse>> fill() throws Exception {
    List<ListenableFuture<CountTokensResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(call());
    }
    ChainFixture.await(() -> fixture.chain.inFlight() == 3);
    return calls;
  }

  @Test
  void aCallTooManyIsRefusedWhileAllWorkersAreBusy() throws Exception {
    List<ListenableFuture<CountTokensResponse>> admitted = fill();

    StatusRuntimeException e = fixture.failureOfCount();

    assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
    assertEquals("OVERLOADED", ChainFixture.info(e).getReason());
    assertEquals(250_000_000, ChainFixture.retry(e).getRetryDelay().getNanos());
    assertEquals(
        "250",
        e.getTrailers()
            .get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER)));
    assertTrue(fixture.meters.scrape().contains("code=\"UNAVAILABLE\""));
    latch.countDown();
    for (ListenableFuture<CountTokensResponse> call : admitted) {
      call.get();
    }
  }

  @Test
  void refusedCallersAreSentAwayForDifferentTimes() throws Exception {
    fill();

    List<Integer> millis = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      Metadata trailers = fixture.failureOfCount().getTrailers();
      millis.add(
          Integer.valueOf(
              trailers.get(
                  Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER))));
    }

    assertEquals(IntStream.range(0, 17).map(i -> 250 + 50 * (i % 16)).boxed().toList(), millis);
  }

  @Test
  void anAnsweredCallGivesItsPlaceBack() throws Exception {
    List<ListenableFuture<CountTokensResponse>> calls = fill();
    latch.countDown();
    for (ListenableFuture<CountTokensResponse> call : calls) {
      call.get();
    }

    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    fixture.stub().countTokens(REQUEST);
  }

  @Test
  void aCancelledCallGivesItsPlaceBackThoughNoWorkerEverReachedIt() throws Exception {
    List<ListenableFuture<CountTokensResponse>> calls = fill();

    calls.forEach(call -> call.cancel(true));

    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    List<ListenableFuture<CountTokensResponse>> next = fill();
    latch.countDown();
    for (ListenableFuture<CountTokensResponse> call : next) {
      call.get();
    }
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
  }

  @Test
  void aFailedCallGivesItsPlaceBack() throws Exception {
    fixture.service.script(
        () -> {
          throw new NotImplemented("x");
        });
    for (int i = 0; i < 10; i++) {
      assertEquals(Status.Code.UNIMPLEMENTED, fixture.failureOfCount().getStatus().getCode());
    }

    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
  }

  @Test
  void aRefusedCallTakesNoPlace() throws Exception {
    fill();
    for (int i = 0; i < 5; i++) {
      fixture.failureOfCount();
    }

    assertEquals(3, fixture.chain.inFlight());
  }

  /** Half a MiB that a kilobyte becomes. */
  @Test
  void theRequestOfARefusedCallIsNotInflated() throws Exception {
    CountTokensRequest bomb =
        CountTokensRequest.newBuilder().setModel("a".repeat(512 << 10)).build();
    fill();

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> fixture.stub().withCompression("gzip").countTokens(bomb));
    assertEquals("OVERLOADED", ChainFixture.info(e).getReason());
    assertEquals(0, fixture.inflatedBytes.get());

    latch.countDown();
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    fixture.stub().withCompression("gzip").countTokens(bomb);
    assertEquals(bomb.getSerializedSize(), fixture.inflatedBytes.get());
  }

  @Test
  void aDrainingServerRefusesNewCallsAndEndsThoseInFlight() throws Exception {
    List<ListenableFuture<CountTokensResponse>> calls = fill();

    fixture.chain.drain();

    StatusRuntimeException e = fixture.failureOfCount();
    assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
    assertEquals("DRAINING", ChainFixture.info(e).getReason());
    latch.countDown();
    for (ListenableFuture<CountTokensResponse> call : calls) {
      assertEquals(CountTokensResponse.getDefaultInstance(), call.get());
    }
  }

  @Test
  void workersDoTheWorkOfAdmittedCalls() throws Exception {
    latch.countDown();
    fixture.service.script(
        () -> CountTokensResponse.newBuilder().setTotalTokens(onWorker() ? 1 : 0).build());

    assertEquals(1, fixture.stub().countTokens(REQUEST).getTotalTokens());
  }

  private static boolean onWorker() {
    return Thread.currentThread().getName().startsWith("pool-");
  }

  @Test
  void aCallWithoutAdmissionIsADefect() {
    assertThrows(IllegalStateException.class, Arrival::current);
  }

  @Test
  void aFailureOfACancelledCallIsNotSentTwice() throws Exception {
    ListenableFuture<CountTokensResponse> call = call();
    ChainFixture.await(() -> fixture.service.calls() == 1);
    call.cancel(true);
    assertThrows(Exception.class, call::get);
    latch.countDown();

    ChainFixture.await(() -> fixture.logged().size() == 1);
    assertTrue(fixture.logged().get(0).startsWith("call"), fixture.logged().get(0));
    // The place is given back when the stream closes, on the event loop, before or after the worker
    // has logged the call.
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
    assertEquals(1, fixture.logged().size());
  }

  @Test
  void everyCallOfManyIsAnsweredOrRefusedAndNoPlaceIsLost() throws Exception {
    fixture.service.script(CountTokensResponse::getDefaultInstance);
    int answered = 0;
    int refused = 0;
    for (int round = 0; round < 20; round++) {
      List<ListenableFuture<CountTokensResponse>> calls =
          IntStream.range(0, 50).mapToObj(i -> call()).toList();
      for (ListenableFuture<CountTokensResponse> call : calls) {
        try {
          call.get();
          answered++;
        } catch (ExecutionException e) {
          assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(e).getCode());
          refused++;
        }
      }
    }

    assertEquals(1000, answered + refused);
    assertTrue(answered > 0);
    ChainFixture.await(() -> fixture.chain.inFlight() == 0);
  }
}
