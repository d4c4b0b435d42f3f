package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ByteBudget;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.ops.AdmissionMeters;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Decides on the event loop which calls are let in and which are refused.
 *
 * <p>An interceptor alone cannot do that: it runs on a worker, behind the queue that it should keep
 * short. So a call is looked at when its headers arrive, and again by {@link Workers} when its
 * request is there, whose bytes tell what it costs; what is refused never leaves the event loop.
 * This class, {@link Arrival} and {@link CallRun} own gRPC's experimental hooks for that.
 */
final class Admission extends ServerStreamTracer.Factory
    implements ServerCallExecutorSupplier, ServerInterceptor {
  private final Methods methods;
  private final Capacity capacity;
  private final CallTimeout timeout;
  private final Callers callers;
  private final Refusals refusals;
  private final Workers workers;
  private final ByteBudget bytes;
  private final Places places = new Places();
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
      Executor threads,
      Callers callers,
      AdmissionMeters meters) {
    this.methods = methods;
    this.capacity = capacity;
    this.timeout = timeout;
    this.callers = callers;
    this.refusals = new Refusals(meters);
    this.workers = new Workers(methods, capacity.threads(), threads, refusals, meters);
    this.bytes = new ByteBudget(capacity.maxInFlightBytes());
    meters.watchBytes(bytes::heldBytes, bytes::limitBytes);
  }

  Places places() {
    return places;
  }

  Refusals refusals() {
    return refusals;
  }

  Workers workers() {
    return workers;
  }

  ByteBudget bytes() {
    return bytes;
  }

  /** From now on refuses new calls; those in flight go on. */
  void drain() {
    draining = true;
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
      boolean entered = places.enterOther();
      if (!entered) {
        arrival.reset();
      }
      return entered;
    }
    int open = places.enter();
    if (arrival.refusal() == null) {
      look(arrival, open);
    }
    if (arrival.refusal() != null) {
      places.leave();
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
      refusals.draining(arrival);
    } else if (open > capacity.maxInFlight()) {
      refusals.overloaded(arrival, RefusalCause.IN_FLIGHT);
    } else if (workers.refuse(arrival.serviceClass())) {
      refusals.overloaded(arrival, RefusalCause.QUEUE);
    }
  }

  /** A call that was given a place is over. */
  void leave(Arrival arrival) {
    if (arrival.isWork()) {
      places.leave();
    } else {
      places.leaveOther();
    }
  }

  @Override
  public <ReqT, RespT> Executor getExecutor(ServerCall<ReqT, RespT> call, Metadata headers) {
    return Arrival.current().run();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Arrival arrival = Arrival.current();
    throwIfRefused(arrival);
    CallRun run = arrival.run();
    ServerCall<ReqT, RespT> inTurns = inTurns(call, run);
    return new SimpleForwardingServerCallListener<ReqT>(next.startCall(inTurns, headers)) {
      @Override
      public void onMessage(ReqT message) {
        if (isServed(arrival)) {
          run.delivered();
          arrival.caller().letIn();
          super.onMessage(message);
        }
      }

      @Override
      public void onHalfClose() {
        if (isServed(arrival)) {
          super.onHalfClose();
        }
      }
    };
  }

  private static <ReqT, RespT> ServerCall<ReqT, RespT> inTurns(
      ServerCall<ReqT, RespT> call, CallRun run) {
    run.opened(call::request);
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void request(int messages) {
        run.ask(messages);
      }
    };
  }

  /** Returns whether the call goes on: what its caller has given up is not even decoded. */
  private static boolean isServed(Arrival arrival) {
    throwIfRefused(arrival);
    return arrival.isServed();
  }

  private static void throwIfRefused(Arrival arrival) {
    ContextBudgetException refusal = arrival.refusal();
    if (refusal != null) {
      throw refusal;
    }
  }
}
