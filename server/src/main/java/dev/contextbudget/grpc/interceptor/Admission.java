package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.Unavailable;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admits at most so many calls at a time, and refuses the rest before they wait for a worker.
 *
 * <p>An interceptor alone cannot do that: it runs on a worker, behind the queue that it should keep
 * short. So a place is taken when a stream's headers arrive, on the event loop, and given back when
 * the stream closes; admitted calls go to the workers, refused ones are closed on the event loop.
 * This class owns both of gRPC's experimental hooks for that.
 *
 * <p>Refused callers are told to come back after 250 to 1,000 ms, each after a time of its own, so
 * that they do not come back together.
 */
final class Admission extends ServerStreamTracer.Factory
    implements ServerCallExecutorSupplier, ServerInterceptor {
  private static final int MIN_RETRY_MILLIS = 250;
  private static final int RETRY_STEP_MILLIS = 50;
  private static final int RETRY_STEPS = 16;

  private final Set<String> methods;
  private final int maxInFlight;
  private final Executor workers;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean draining;

  /**
   * @param methods full names of the methods that are work; others, such as health checks, are
   *     always served, on the event loop
   */
  Admission(Set<String> methods, int maxInFlight, Executor workers) {
    this.methods = Set.copyOf(methods);
    this.maxInFlight = maxInFlight;
    this.workers = workers;
  }

  int inFlight() {
    return inFlight.get();
  }

  /** From now on refuses new calls; those in flight go on. */
  void drain() {
    draining = true;
  }

  /** Waits until no call is in flight, at most so long; returns whether none is. */
  synchronized boolean awaitIdle(long millis) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (inFlight.get() > 0) {
      long leftNanos = endNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    return true;
  }

  private void leave() {
    if (inFlight.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Arrival(() -> place(fullMethodName));
  }

  private Arrival.Place place(String fullMethodName) {
    if (!methods.contains(fullMethodName)) {
      return Arrival.Place.exempt();
    }
    if (draining) {
      return Arrival.Place.refused(Unavailable.draining());
    }
    if (inFlight.incrementAndGet() > maxInFlight) {
      leave();
      int step = Math.floorMod(refusals.getAndIncrement(), RETRY_STEPS);
      return Arrival.Place.refused(
          Unavailable.overloaded(MIN_RETRY_MILLIS + RETRY_STEP_MILLIS * step));
    }
    return Arrival.Place.admitted(this::leave);
  }

  @Override
  public <ReqT, RespT> Executor getExecutor(ServerCall<ReqT, RespT> call, Metadata headers) {
    Arrival arrival = Arrival.current();
    return arrival.place().onWorkers() ? arrival.waitingFor(workers) : Runnable::run;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ContextBudgetException refusal = Arrival.current().place().refusal();
    if (refusal != null) {
      throw refusal;
    }
    return next.startCall(call, headers);
  }
}
