package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.security.JwtRules;
import dev.contextbudget.security.JwtVerifier;
import dev.contextbudget.security.Tenants;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls whose callers have gone while they waited. */
class GivenUpCallsTest {
  private static final int REQUEST_BYTES = 200 << 10;
  private static final int AT_A_TIME = 10;

  /** Far less than the requests of all, and more than those of some that come at a time. */
  private static final long FEW_BYTES = 24L << 20;

  @Test
  void theirRequestsAreNotKeptUntilAWorkerComes() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (ChainFixture fixture = new ChainFixture(Limits.DEFAULTS, new Capacity(1, 100, 8 << 20))) {
      fixture.service.waitFor(latch);
      var stub = ContextBudgetServiceGrpc.newFutureStub(fixture.channel);
      var working = stub.countTokens(CountTokensRequest.getDefaultInstance());
      ChainFixture.await(() -> fixture.service.calls() == 1);
      CountTokensRequest large =
          CountTokensRequest.newBuilder().setModel("a".repeat(REQUEST_BYTES)).build();
      long before = PlatformDependent.usedDirectMemory();

      for (int round = 0; round < 30; round++) {
        List<ListenableFuture<CountTokensResponse>> calls = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
          calls.add(stub.countTokens(large));
        }
        ChainFixture.await(() -> held(fixture) >= AT_A_TIME * REQUEST_BYTES);
        calls.forEach(call -> call.cancel(true));
        ChainFixture.await(() -> fixture.chain.inFlight() == 1 && held(fixture) < REQUEST_BYTES);
      }

      long kept = PlatformDependent.usedDirectMemory() - before;
      assertTrue(kept < FEW_BYTES, () -> kept + " bytes are kept");
      latch.countDown();
      working.get();
      fixture.stub().countTokens(CountTokensRequest.getDefaultInstance());
      assertEquals(2, fixture.service.calls(), "none of them was worked on");
      assertEquals(
          30 * AT_A_TIME,
          fixture.logged().stream()
              .filter(line -> line.contains("code=\"CANCELLED\""))
              .filter(line -> line.matches(".* queueMicros=\"[1-9]\\d*\" .*"))
              .count());
    } finally {
      latch.countDown();
    }
  }

  private static double held(ChainFixture fixture) {
    return fixture.metric("contextbudget_admission_held_bytes");
  }

  /** Ten thousand, on a server with one place; no worker ever comes. */
  @Test
  void theirTokensAreNotChecked() {
    String method = ChainFixture.COUNT;
    Metadata headers = new Metadata();
    headers.put(Callers.HEADER, "Bearer a.b.c");
    Queue<Runnable> workers = new ArrayDeque<>();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    try (Meters meters = new Meters(Set.of(method))) {
      Admission admission = admission(method, workers, meters);
      for (int i = 0; i < 10_000; i++) {
        Arrival arrival = (Arrival) admission.newServerStreamTracer(method, headers);
        Context context = arrival.filterContext(Context.ROOT);
        arrival
            .run()
            .execute(
                () -> {
                  context.run(() -> call(headers, begun));
                  ended.incrementAndGet();
                });
        assertEquals(0, ended.get() - i, "it waits for a worker");
        arrival.streamClosed(Status.CANCELLED);
        assertEquals(1, ended.get() - i, "it has ended without one");
      }
      workers.forEach(Runnable::run);

      assertEquals(10_000, ended.get());
      assertEquals(0, begun.get());
      assertEquals(0, admission.places().inFlight());
    }
  }

  /** As the token is none, a check of it would throw. */
  private static void call(Metadata headers, AtomicInteger begun) {
    new Authentication()
        .interceptCall(
            null,
            headers,
            (call, sent) -> {
              begun.incrementAndGet();
              return new ServerCall.Listener<>() {};
            });
  }

  private static Admission admission(String method, Queue<Runnable> workers, Meters meters) {
    Callers callers =
        Callers.of(
            new Callers.Known(
                new Tenants(() -> 0),
                Optional.of(new JwtVerifier(new JwtRules("i", "a", "t"), Clock.systemUTC())),
                false,
                Clock.systemUTC(),
                meters.tenants()));
    return new Admission(
        new Admission.Methods(Set.of(method), Set.of()),
        new Capacity(1, 1, 1_000),
        new CallTimeout(Limits.DEFAULTS, "none"),
        workers::add,
        callers,
        meters.admission(ServiceClass.class, RefusalCause.class));
  }
}
