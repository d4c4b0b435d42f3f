package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.admission.WorkQueue;
import dev.contextbudget.ops.AdmissionMeters;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a server, the calls that wait for them, and what their work is learned to cost.
 */
final class Workers {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Set<String> streams;
  private final Executor threads;
  private final Refusals refusals;
  private final AdmissionMeters meters;
  private final WorkQueue<CallRun> queue;

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
    this.queue = new WorkQueue<>(count, methods.work(), System.nanoTime());
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

  /** A request is there: lets its call wait for a worker, unless it is refused. */
  boolean submit(CallRun run) {
    boolean first = !run.isBegun();
    run.begin(); // before a worker can have it
    WaitingCall<CallRun> waiting = offer(run, first, System.nanoTime());
    if (waiting == null) {
      run.unbegin();
      refusals.overloaded(run.arrival(), RefusalCause.QUEUE);
      return false;
    }
    run.waits(waiting);
    threads.execute(this::workOnNext);
    return true;
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
    long began = System.nanoTime();
    WaitingCall<CallRun> next = queue.poll(began);
    if (next == null) {
      throw new IllegalStateException("more runs than calls");
    }
    CallRun run = next.call();
    Arrival arrival = run.arrival();
    long waited = next.waitedNanos(began);
    meters.waited(arrival.serviceClass(), waited);
    if (next.isStale()) {
      refusals.overloaded(arrival, RefusalCause.STALE);
      run.run(waited);
      return;
    }
    long workedNanos = run.run(waited);
    String method = arrival.method();
    if (streams.contains(method)) {
      long workedBytes = run.takeNewBytes();
      arrival.giveRequestBytes(workedBytes);
      if (workedBytes > 0) {
        queue.answered(arrival.serviceClass(), method, workedBytes, System.nanoTime() - began);
      }
    } else if (run.isAnswered()) {
      long workedBytes = run.takeNewBytes();
      arrival.giveRequestBytes();
      queue.answered(arrival.serviceClass(), method, workedBytes, workedNanos);
    }
    run.endTurn(); // last, as another worker may have the call then
  }

  /** Who makes a call has to be checked before anything else, which takes a worker some 100 us. */
  void check(Runnable task) {
    threads.execute(task);
  }

  void withdraw(WaitingCall<CallRun> waiting) {
    queue.withdraw(waiting);
  }
}
