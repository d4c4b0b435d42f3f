package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ByteBudget;
import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.admission.WorkQueue;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Unavailable;
import dev.contextbudget.grpc.Errors;
import dev.contextbudget.ops.AdmissionMeters;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
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
import org.jspecify.annotations.Nullable;

/**
 * Decides on the event loop which calls wait for a worker and which are refused.
 *
 * <p>An interceptor alone cannot do that: it runs on a worker, behind the queue that it should keep
 * short. So a call is looked at when its headers arrive, and again when its request is there, whose
 * bytes tell what it costs; what is refused never leaves the event loop. This class and {@link
 * Arrival} own gRPC's experimental hooks for that.
 *
 * <p>Refused callers are told to come back after 250 to 1,000 ms, each after a time of its own, so
 * that they do not come back together.
 */
final class Admission extends ServerStreamTracer.Factory
    implements ServerCallExecutorSupplier, ServerInterceptor {
  private static final int MIN_RETRY_MILLIS = 250;
  private static final int RETRY_STEP_MILLIS = 50;
  private static final int RETRY_STEPS = 16;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Health checks, watches and reflection that are open at a time. */
  private static final int MAX_OTHERS = 1_000;

  private final Methods methods;
  private final Capacity capacity;
  private final CallTimeout timeout;
  private final Executor workers;
  private final Callers callers;
  private final AdmissionMeters meters;
  private final WorkQueue<Arrival> queue;
  private final ByteBudget bytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean draining;

  /**
   * What is admitted.
   *
   * @param work full names of the methods that are work; others, such as health checks, are always
   *     served, on the event loop
   * @param streams those of them whose callers send many messages, each of them work
   */
  record Methods(Set<String> work, Set<String> streams) {}

  Admission(
      Methods methods,
      Capacity capacity,
      CallTimeout timeout,
      Executor workers,
      Callers callers,
      AdmissionMeters meters) {
    this.methods = methods;
    this.capacity = capacity;
    this.timeout = timeout;
    this.workers = workers;
    this.callers = callers;
    this.meters = meters;
    this.queue = new WorkQueue<>(capacity.threads(), methods.work(), System.nanoTime());
    this.bytes = new ByteBudget(capacity.maxInFlightBytes());
    register();
  }

  private void register() {
    meters.watchBytes(bytes::heldBytes, bytes::limitBytes);
    for (ServiceClass serviceClass : ServiceClass.values()) {
      meters.watchQueue(
          serviceClass,
          () -> queue.state(serviceClass).waitingNanos() / NANOS_PER_SECOND,
          () -> queue.state(serviceClass).limitNanos() / NANOS_PER_SECOND);
    }
  }

  int inFlight() {
    return inFlight.get();
  }

  ByteBudget bytes() {
    return bytes;
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

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    Caller caller = callers.identify(headers);
    if (!methods.work().contains(method)) {
      return new Arrival(this, caller, method, false, headers, Long.MAX_VALUE);
    }
    String callersTimeout = headers.get(CallTimeout.HEADER);
    Arrival arrival =
        new Arrival(this, caller, method, true, headers, timeout.bound(method, headers));
    if (!CallTimeout.isWellFormed(callersTimeout)) {
      arrival.refuse(CallHeaders.bad(CallTimeout.HEADER, "is no time, such as 500m"));
    }
    return arrival;
  }

  /** The headers of a call are there: gives it a place, unless it is refused. */
  boolean enter(Arrival arrival) {
    if (!arrival.isWork()) {
      return enterOther(arrival);
    }
    int open = inFlight.incrementAndGet();
    if (arrival.refusal() == null) {
      look(arrival, open);
    }
    if (arrival.refusal() != null) {
      leave();
      return false;
    }
    return true;
  }

  /** What is no work has no queue to wait in, and no end: watches of the health are for ever. */
  private boolean enterOther(Arrival arrival) {
    if (others.incrementAndGet() > MAX_OTHERS) {
      others.decrementAndGet();
      arrival.reset();
      return false;
    }
    return true;
  }

  private void look(Arrival arrival, int open) {
    ContextBudgetException refusal = arrival.caller().refusal();
    if (refusal != null) {
      arrival.refuse(refusal);
      return;
    }
    try {
      arrival.setServiceClass(CallHeaders.serviceClass(arrival.headers()));
    } catch (InvalidRequest e) {
      arrival.refuse(e);
      return;
    }
    if (draining) {
      refuse(arrival, RefusalCause.DRAINING, Unavailable.draining());
    } else if (open > capacity.maxInFlight()) {
      refuse(arrival, RefusalCause.IN_FLIGHT, Unavailable.overloaded(retryMillis()));
    } else if (queue.refuses(arrival.serviceClass(), System.nanoTime())) {
      refuse(arrival, RefusalCause.QUEUE, Unavailable.overloaded(retryMillis()));
    }
  }

  void leave(Arrival arrival) {
    if (arrival.isWork()) {
      leave();
    } else {
      others.decrementAndGet();
    }
  }

  private void leave() {
    if (inFlight.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** More has arrived than there is memory for. */
  ContextBudgetException refuseBytes(Arrival arrival) {
    Unavailable reason = Unavailable.memoryPressure(retryMillis());
    refuse(arrival, RefusalCause.BYTES, reason);
    return reason;
  }

  /** A request is there: lets its call wait for a worker, unless it is refused. */
  boolean submit(Arrival arrival) {
    boolean first = !arrival.isBegun();
    arrival.begin(); // before a worker can have it
    WaitingCall<Arrival> waiting = offer(arrival, first, System.nanoTime());
    if (waiting == null) {
      arrival.unbegin();
      refuse(arrival, RefusalCause.QUEUE, Unavailable.overloaded(retryMillis()));
      return false;
    }
    arrival.waits(waiting);
    workers.execute(this::workOnNext);
    return true;
  }

  private @Nullable WaitingCall<Arrival> offer(Arrival arrival, boolean first, long now) {
    ServiceClass serviceClass = arrival.serviceClass();
    String method = arrival.method();
    if (first) {
      return queue.offer(
          arrival, serviceClass, method, arrival.newBytes(), arrival.leftNanos(now), now);
    }
    return methods.streams().contains(method)
        ? queue.add(arrival, serviceClass, method, arrival.newBytes(), now)
        : queue.resume(arrival, serviceClass, method, now);
  }

  /** Each call that waits has one run of this for it, whichever call that gets. */
  private void workOnNext() {
    long began = System.nanoTime();
    WaitingCall<Arrival> next = queue.poll(began);
    if (next == null) {
      throw new IllegalStateException("more runs than calls");
    }
    Arrival arrival = next.call();
    long waited = next.waitedNanos(began);
    if (next.isStale()) {
      refuse(arrival, RefusalCause.STALE, Unavailable.overloaded(retryMillis()));
      arrival.run(waited);
      return;
    }
    meters.waited(arrival.serviceClass(), waited);
    long workedNanos = arrival.run(waited);
    String method = arrival.method();
    if (methods.streams().contains(method)) {
      long workedBytes = arrival.takeNewBytes();
      arrival.giveRequestBytes(workedBytes);
      if (workedBytes > 0) {
        queue.answered(arrival.serviceClass(), method, workedBytes, System.nanoTime() - began);
      }
    } else if (arrival.isAnswered()) {
      long workedBytes = arrival.takeNewBytes();
      arrival.giveRequestBytes();
      queue.answered(arrival.serviceClass(), method, workedBytes, workedNanos);
    }
  }

  /** Who makes a call has to be checked before anything else, which takes a worker some 100 us. */
  void check(Runnable task) {
    workers.execute(task);
  }

  void withdraw(WaitingCall<Arrival> waiting) {
    queue.withdraw(waiting);
  }

  @Override
  public <ReqT, RespT> Executor getExecutor(ServerCall<ReqT, RespT> call, Metadata headers) {
    return Arrival.current();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Arrival arrival = Arrival.current();
    throwIfRefused(arrival);
    arrival.opened(refusal -> Errors.of(refusal).close(call));
    return new SimpleForwardingServerCallListener<ReqT>(next.startCall(call, headers)) {
      @Override
      public void onMessage(ReqT message) {
        throwIfRefused(arrival);
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        throwIfRefused(arrival);
        super.onHalfClose();
      }
    };
  }

  private static void throwIfRefused(Arrival arrival) {
    ContextBudgetException refusal = arrival.refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  private void refuse(Arrival arrival, RefusalCause cause, ContextBudgetException reason) {
    meters.refused(cause);
    arrival.refuse(reason);
  }

  private int retryMillis() {
    return MIN_RETRY_MILLIS
        + RETRY_STEP_MILLIS * Math.floorMod(refusals.getAndIncrement(), RETRY_STEPS);
  }
}
