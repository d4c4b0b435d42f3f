package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.admission.WorkQueue;
import dev.contextbudget.ops.AdmissionMeters;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a server, the calls that wait for them, and what their work is learned to cost.
 */
final class Workers {
  /** What else than calls of a method a worker does. */
  private static final String CHECK = "check of a caller";

  /** As many of a call take as long as a check does, some 100 us. */
  private static final int CHECK_BYTES = 1 << 12;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Set<String> streams;
  private final Executor threads;
  private final Refusals refusals;
  private final AdmissionMeters meters;
  private final WorkQueue<CallRun> queue;
  private final Runnable workOnNext = this::workOnNext;

  /**
   * @param methods those whose calls are work, and how many are worked on at a time
   * @param threads where they are
   */
  Workers(
      Admission.Methods methods,
      int count,
      Executor threads,
      Refusals refusals,
      AdmissionMeters meters) {
    this.streams = methods.streams();
    this.threads = threads;
    this.refusals = refusals;
    this.meters = meters;
    Set<String> work = new HashSet<>(methods.work());
    work.add(CHECK);
    this.queue = new WorkQueue<>(count, work, System.nanoTime());
    for (ServiceClass serviceClass : ServiceClass.values()) {
      meters.watchQueue(
          serviceClass,
          () -> queue.state(serviceClass).waitingNanos() / NANOS_PER_SECOND,
          () -> queue.state(serviceClass).limitNanos() / NANOS_PER_SECOND);
    }
  }

  /** Returns whether a call of the class would be refused now, whatever it costs. */
  boolean refuse(ServiceClass serviceClass) {
    return queue.refuses(serviceClass, System.nanoTime());
  }

  /**
   * A request is there: lets its call wait for a worker; returns false if it does not, as it is
   * refused or over.
   */
  boolean submit(CallRun run) {
    long now = System.nanoTime();
    boolean first = run.begin(); // before a worker can have it
    run.waitsSince(now);
    WaitingCall<CallRun> waiting = offer(run, first, now);
    if (waiting == null) {
      run.unbegin();
      refusals.overloaded(run.arrival(), RefusalCause.QUEUE);
      return false;
    }
    run.waitsAs(waiting);
    if (!run.arrival().isServed() && queue.withdraw(waiting)) {
      return false; // its stream was closed when it was not in the queue yet
    }
    threads.execute(workOnNext);
    return true;
  }

  /** Who makes a call is not known: lets it wait for a worker that checks that. */
  void submitCheck(CallRun run) {
    long now = System.nanoTime();
    run.waitsSince(now);
    run.waitsAs(queue.add(run, run.arrival().serviceClass(), CHECK, CHECK_BYTES, now));
    threads.execute(workOnNext);
  }

  private @Nullable WaitingCall<CallRun> offer(CallRun run, boolean first, long now) {
    Arrival arrival = run.arrival();
    ServiceClass serviceClass = arrival.serviceClass();
    String method = arrival.method();
    if (first) {
      return queue.offer(run, serviceClass, method, run.newBytes(), arrival.leftNanos(now), now);
    }
    return streams.contains(method)
        ? queue.add(run, serviceClass, method, run.newBytes(), now)
        : queue.resume(run, serviceClass, method, now);
  }

  /** Each call that waits has one run of this for it, whichever call that gets. */
  private void workOnNext() {
    long now = System.nanoTime();
    WaitingCall<CallRun> next = queue.poll(now);
    if (next == null) {
      return; // whose run it was has been withdrawn
    }
    CallRun run = next.call();
    long waited = next.waitedNanos(now);
    run.taken(waited);
    if (run.isToBeChecked()) {
      run.check();
      return;
    }
    boolean stream = streams.contains(run.arrival().method());
    if (stream || !run.hasBegun()) {
      meters.waited(run.arrival().serviceClass(), waited);
    }
    if (next.isStale()) {
      refusals.overloaded(run.arrival(), RefusalCause.STALE);
    }
    CallRun.Work turn = run.run();
    if (stream) {
      streamed(run.arrival(), turn);
    } else if (run.isAnswered()) {
      run.arrival().giveRequestBytes();
      answered(run.arrival(), run.worked());
    }
    run.endTurn();
  }

  private void streamed(Arrival arrival, CallRun.Work turn) {
    arrival.giveRequestBytes(turn.bytes());
    if (turn.bytes() > 0) {
      answered(arrival, turn);
    }
  }

  private void answered(Arrival arrival, CallRun.Work work) {
    queue.answered(arrival.serviceClass(), arrival.method(), work.bytes(), work.nanos());
  }

  /** Returns whether a call that is over still waited; no worker gets it then. */
  boolean withdraw(WaitingCall<CallRun> waiting) {
    return queue.withdraw(waiting);
  }
}
