package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.CallEnd;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerDeadlineTest {
  private static final CountTokensRequest REQUEST = CountTokensRequest.getDefaultInstance();

  /** Deadlines that a test can see pass, and tell apart. */
  private static Limits limits(long deadline, long compactDeadline, long maxDeadline) {
    Limits d = Limits.DEFAULTS;
    return new Limits(
        d.maxComponents(),
        d.maxMessages(),
        d.maxItems(),
        d.maxDocuments(),
        d.maxTools(),
        d.maxParts(),
        d.maxSlots(),
        d.maxTextBytes(),
        d.maxSchemaBytes(),
        d.maxSchemaDepth(),
        d.maxConnections(),
        d.maxMessageBytes(),
        d.maxLightMessageBytes(),
        deadline,
        compactDeadline,
        maxDeadline);
  }

  /** Makes the service note the seconds that its call has left. */
  private static AtomicLong secondsLeft(ChainFixture fixture) {
    AtomicLong seconds = new AtomicLong(-1);
    fixture.service.script(
        () -> {
          seconds.set(Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS));
          return CountTokensResponse.getDefaultInstance();
        });
    return seconds;
  }

  @Test
  void aCallWithoutADeadlineGetsTheServers() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(10_000, 500_000, 900_000), 8, 1)) {
      AtomicLong seconds = secondsLeft(fixture);

      ContextBudgetServiceGrpc.newBlockingStub(fixture.channel).countTokens(REQUEST);

      assertTrue(seconds.get() >= 0 && seconds.get() <= 10, () -> seconds + " s");
    }
  }

  @Test
  void compactGetsItsOwn() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(10_000, 500_000, 900_000), 8, 1)) {
      AtomicLong seconds = secondsLeft(fixture);

      ContextBudgetServiceGrpc.newBlockingStub(fixture.channel)
          .compact(CompactRequest.getDefaultInstance());

      assertTrue(seconds.get() > 100 && seconds.get() <= 500, () -> seconds + " s");
    }
  }

  @Test
  void theCallersDeadlineCountsIfItIsSooner() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(10_000, 10_000, 900_000), 8, 1)) {
      AtomicLong seconds = secondsLeft(fixture);

      ContextBudgetServiceGrpc.newBlockingStub(fixture.channel)
          .withDeadlineAfter(300, TimeUnit.SECONDS)
          .countTokens(REQUEST);

      assertTrue(seconds.get() > 100 && seconds.get() <= 300, () -> seconds + " s");
    }
  }

  @Test
  void noCallerGetsMoreThanTheLongest() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(10_000, 10_000, 50_000), 8, 1)) {
      AtomicLong seconds = secondsLeft(fixture);

      ContextBudgetServiceGrpc.newBlockingStub(fixture.channel)
          .withDeadlineAfter(99_999, TimeUnit.HOURS)
          .countTokens(REQUEST);

      assertTrue(seconds.get() >= 0 && seconds.get() <= 50, () -> seconds + " s");
    }
  }

  @Test
  void aRequestThatNeverComesToItsEndIsClosedAtTheDeadline() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(100, 100, 100), 1, 1)) {
      // A client sends the headers of a unary call only with its message, those of a stream at
      // once.
      ClientCall<CountTokensRequest, CountTokensResponse> call =
          fixture.channel.newCall(
              ContextBudgetServiceGrpc.getCountTokensMethod().toBuilder()
                  .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                  .build(),
              CallOptions.DEFAULT);
      CallEnd<CountTokensResponse> end = CallEnd.start(call);
      call.request(1);

      assertEquals(Status.Code.DEADLINE_EXCEEDED, end.code());
      ChainFixture.await(() -> fixture.chain.inFlight() == 0);
      assertEquals(0, fixture.service.calls());
      ChainFixture.await(() -> fixture.logged().size() == 1);
    }
  }

  @Test
  void aRequestThatWaitedForAWorkerLongerThanItsTimeIsNotWorkedOn() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (ChainFixture fixture = new ChainFixture(limits(100, 100, 100), 8, 1)) {
      fixture.service.waitFor(latch);
      var working = ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(REQUEST);
      ChainFixture.await(() -> fixture.service.calls() == 1);
      var waiting = ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(REQUEST);

      ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
      assertEquals(Status.Code.DEADLINE_EXCEEDED, Status.fromThrowable(e).getCode());
      latch.countDown();
      // Work that has begun and never asks is not interrupted; its answer is still good.
      working.get();
      assertEquals(1, fixture.service.calls());
    }
  }

  @Test
  void workThatAsksStopsAtTheDeadlineAndItsCallerLearnsWhy() throws Exception {
    try (ChainFixture fixture = new ChainFixture(limits(50, 50, 50), 8, 1)) {
      fixture.service.script(
          () -> {
            StopSignal stop = new StopSignal(Context.current()::isCancelled);
            while (true) {
              stop.check();
            }
          });

      var stub = ContextBudgetServiceGrpc.newBlockingStub(fixture.channel);
      StatusRuntimeException e =
          assertThrows(StatusRuntimeException.class, () -> stub.countTokens(REQUEST));

      assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
      assertTrue(fixture.meters.scrape().contains("code=\"DEADLINE_EXCEEDED\""));
    }
  }

  @Test
  void workThatAsksStopsWhenItsCallerHasGoneAndIsCountedAsCancelled() throws Exception {
    try (ChainFixture fixture = new ChainFixture()) {
      AtomicBoolean stopped = new AtomicBoolean();
      fixture.service.script(
          () -> {
            StopSignal stop = new StopSignal(Context.current()::isCancelled);
            try {
              while (true) {
                stop.check();
              }
            } finally {
              stopped.set(true);
            }
          });
      var call = ContextBudgetServiceGrpc.newFutureStub(fixture.channel).countTokens(REQUEST);
      ChainFixture.await(() -> fixture.service.calls() == 1);

      call.cancel(true);

      ChainFixture.await(stopped::get);
      ChainFixture.await(() -> fixture.meters.scrape().contains("code=\"CANCELLED\""));
      assertTrue(fixture.logged().stream().noneMatch(line -> line.startsWith("defect")));
    }
  }
}
