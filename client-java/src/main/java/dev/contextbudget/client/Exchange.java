package dev.contextbudget.client;

import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that sends many requests and takes many answers.
 *
 * <p>A request is taken from its source only when the transport can send it, so memory stays flat
 * however many there are, and reading answers never waits for writing requests.
 */
final class Exchange<Q, A> implements ClientResponseObserver<Q, A> {
  private final CallSite site;
  private final Iterator<Q> requests;
  private final Consumer<Q> check;
  private final Consumer<A> answers;
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<Q> out;
  private boolean sentAll;

  private Exchange(CallSite site, Iterator<Q> requests, Consumer<Q> check, Consumer<A> answers) {
    this.site = site;
    this.requests = requests;
    this.check = check;
    this.answers = answers;
  }

  /**
   * Runs the call to its end.
   *
   * @param check throws if a request may not be sent
   * @throws ContextBudgetClientException if it fails
   */
  static <Q, A> void run(
      CallSite site,
      ClientCall<Q, A> call,
      Iterator<Q> requests,
      Consumer<Q> check,
      Consumer<A> answers) {
    Exchange<Q, A> exchange = new Exchange<>(site, requests, check, answers);
    ClientCalls.asyncBidiStreamingCall(call, exchange);
    try {
      exchange.end.get();
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      Thread.currentThread().interrupt();
      throw decoded(site, Status.CANCELLED.withDescription("interrupted").asRuntimeException());
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> stream) {
    out = stream;
    stream.setOnReadyHandler(() -> guarded(this::send));
  }

  @Override
  public void onNext(A answer) {
    guarded(() -> answers.accept(answer));
  }

  @Override
  public void onError(Throwable failure) {
    boolean unused = end.completeExceptionally(decoded(site, failure)); // the first failure counts
  }

  @Override
  public void onCompleted() {
    boolean unused = end.complete(Status.OK);
  }

  private void send() {
    ClientCallStreamObserver<Q> stream = out;
    while (stream != null && stream.isReady() && !sentAll) {
      if (requests.hasNext()) {
        Q request = requests.next();
        check.accept(request);
        stream.onNext(request);
      } else {
        sentAll = true;
        stream.onCompleted();
      }
    }
  }

  /** Runs what may fail by the caller's doing, which ends the call. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      boolean unused = end.completeExceptionally(e);
      ClientCallStreamObserver<Q> stream = out;
      if (stream != null) {
        stream.cancel("the caller failed", e);
      }
    }
  }

  static RuntimeException decoded(CallSite site, @Nullable Throwable failure) {
    return failure instanceof StatusRuntimeException status
        ? ContextBudgetClientException.of(site, status)
        : unchecked(failure);
  }

  private static RuntimeException unchecked(@Nullable Throwable failure) {
    return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }
}
