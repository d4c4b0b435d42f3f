package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.core.error.ContextBudgetException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one call runs: on the event loop until its request is there, then on workers.
 *
 * <p>It is the executor of its call because only so the call can begin on the event loop, where
 * nothing waits, and go on with a worker when the size of its request is known: a caller that sends
 * nothing takes no worker and no place before one.
 */
final class CallRun implements Executor {
  private final Arrival arrival;
  private final Workers workers;

  private final AtomicLong queuedNanos = new AtomicLong();
  private final AtomicLong workedNanos = new AtomicLong();

  /** Bytes of messages that are not worked on. */
  private final AtomicLong newBytes = new AtomicLong();

  /** Messages that the work of this turn asks for. */
  private final AtomicInteger asked = new AtomicInteger();

  private volatile IntConsumer request = messages -> {};
  private boolean checked;
  private volatile boolean checking;
  private volatile boolean requestRead;
  private volatile boolean begun;
  private volatile boolean answered;
  private volatile @Nullable WaitingCall<CallRun> waiting;
  private volatile Runnable task = () -> {};

  CallRun(Arrival arrival, Workers workers) {
    this.arrival = arrival;
    this.workers = workers;
  }

  Arrival arrival() {
    return arrival;
  }

  /** Returns how long the call has waited for workers. */
  long queuedNanos() {
    return queuedNanos.get();
  }

  /**
   * The call begins, and asks for messages.
   *
   * @param requests passes on for how many
   */
  void opened(IntConsumer requests) {
    request = requests;
  }

  /**
   * Asks for messages; in a turn with a worker, when it is over: gRPC would else go on with the
   * next one at once, so a caller that sends fast enough would keep the worker from all others.
   */
  void ask(int messages) {
    if (begun) {
      asked.addAndGet(messages);
    } else {
      request.accept(messages);
    }
  }

  /** The worker has done with the call for now. */
  void endTurn() {
    int messages = asked.getAndSet(0);
    if (messages > 0) {
      request.accept(messages);
    }
  }

  /** A message has been read. */
  void read(long wireBytes) {
    newBytes.addAndGet(wireBytes);
    requestRead = true;
  }

  /** Returns the bytes of the messages that have come and are not worked on. */
  long newBytes() {
    return newBytes.get();
  }

  /** Returns the same, which are worked on now. */
  long takeNewBytes() {
    return newBytes.getAndSet(0);
  }

  /** An answer has been made. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Returns whether a worker has had the call. */
  boolean isBegun() {
    return begun;
  }

  /** Returns whether a worker checks the caller, and nothing else yet. */
  boolean isChecking() {
    return checking;
  }

  /** From now on a worker may have the call. */
  void begin() {
    begun = true;
  }

  /** No worker was asked for the call after all. */
  void unbegin() {
    begun = false;
  }

  void waits(WaitingCall<CallRun> call) {
    waiting = call;
  }

  /**
   * Runs what gRPC does with the call: on the event loop until a request is read, and when it is
   * not served; else on a worker. Whose caller has to be checked begins on a worker. gRPC gives no
   * second task before the first is done, or as its last act.
   */
  @Override
  public void execute(Runnable next) {
    boolean served = arrival.isWork() && arrival.isServed();
    if (served && arrival.caller().isUnverified() && !checked) {
      checked = true;
      checking = true;
      begin();
      workers.check(() -> check(next));
      return;
    }
    if (!served || !requestRead) {
      next.run();
      return;
    }
    task = next;
    if (!workers.submit(this)) {
      next.run();
    }
  }

  /** A worker checks the caller; if the call has to end meanwhile, that worker ends it. */
  private void check(Runnable next) {
    next.run();
    checking = false;
    ContextBudgetException reason = arrival.refusal();
    if (reason != null) {
      arrival.close(reason);
    } else if (!requestRead) {
      unbegin();
    }
    endTurn();
  }

  /** A worker has the call; returns how long in all. */
  long run(long waited) {
    queuedNanos.addAndGet(waited);
    long start = System.nanoTime();
    task.run();
    return workedNanos.addAndGet(System.nanoTime() - start);
  }

  /** The call is over: if it still waits, no worker has to take it for its work. */
  void withdraw() {
    WaitingCall<CallRun> left = waiting;
    if (left != null) {
      workers.withdraw(left);
    }
  }
}
