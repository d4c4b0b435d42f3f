package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceImplBase;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A service that does what a test says; empty answers unless it says something. */
public final class ScriptedService extends ContextBudgetServiceImplBase {
  private volatile Supplier<CountTokensResponse> script = CountTokensResponse::getDefaultInstance;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int asked = 1;
  private volatile Runnable plan = () -> {};

  /** What {@code CountTokens} does from now on, on a worker. */
  public void script(Supplier<CountTokensResponse> newScript) {
    script = newScript;
  }

  /** What {@code CountTokens} does from now on: waits for the latch. */
  public void waitFor(CountDownLatch latch) {
    waitFor(latch, () -> {});
  }

  /** What {@code CountTokens} does from now on: something first, then waits for the latch. */
  public void waitFor(CountDownLatch latch, Runnable first) {
    script(
        () -> {
          first.run();
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return CountTokensResponse.getDefaultInstance();
        });
  }

  /** Returns how many calls reached the service. */
  public int calls() {
    return calls.get();
  }

  @Override
  public void countTokens(
      CountTokensRequest request, StreamObserver<CountTokensResponse> observer) {
    calls.incrementAndGet();
    observer.onNext(script.get());
    observer.onCompleted();
  }

  /** How many documents a stream asks for before any has come. */
  public void askFor(int documents) {
    asked = documents;
  }

  /** Asks for another document, then does what {@code CountTokens} does, and answers nothing. */
  @Override
  public StreamObserver<CountTokensStreamRequest> countTokensStream(
      StreamObserver<CountTokensStreamResponse> observer) {
    var answers = (ServerCallStreamObserver<CountTokensStreamResponse>) observer;
    answers.disableAutoRequest();
    answers.request(asked);
    answers.setOnCancelHandler(() -> {});
    return new StreamObserver<>() {
      @Override
      public void onNext(CountTokensStreamRequest document) {
        calls.incrementAndGet();
        answers.request(1);
        var unused = script.get();
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  @Override
  public void compact(CompactRequest request, StreamObserver<CompactResponse> observer) {
    var unused = script.get();
    observer.onNext(CompactResponse.getDefaultInstance());
    observer.onCompleted();
  }

  /** What {@code PlanBudget} does from now on. */
  public void beforePlan(Runnable work) {
    plan = work;
  }

  @Override
  public void planBudget(PlanBudgetRequest request, StreamObserver<PlanBudgetResponse> observer) {
    plan.run();
    observer.onNext(PlanBudgetResponse.getDefaultInstance());
    observer.onCompleted();
  }
}
