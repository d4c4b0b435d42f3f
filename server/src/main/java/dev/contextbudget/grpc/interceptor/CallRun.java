package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.core.error.ContextBudgetException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one call runs: on the event loop until its request is there, then on workers.
 *
 * <p>It is the executor of its call because only so the call can begin on the event loop, where
 * nothing waits, and go on with a worker when the size of its request is known: a caller that sends
 * nothing takes no worker and no place before one. gRPC gives no second task before the first is
 * done, or as its last act.
 */
final class CallRun implements Executor {
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final Arrival arrival;
  private final Workers workers;

  private final AtomicReference<Place> place = new AtomicReference<>(Place.LOOP);
  private final AtomicLong queuedNanos = new AtomicLong();
  private final AtomicLong workedNanos = new AtomicLong();
  private final AtomicLong workedBytes = new AtomicLong();

  /** Bytes of the messages that have come and are not worked on, in their order. */
  private final Queue<Long> comeBytes = new ConcurrentLinkedQueue<>();

  /** Bytes of those that this turn works on. */
  private volatile AtomicLong turnBytes = new AtomicLong();

  /** Messages that the work of this turn asks for. */
  private final AtomicInteger asked = new AtomicInteger();

  private volatile IntConsumer request = messages -> {};
  private volatile boolean requestRead;
  private volatile boolean answered;
  private volatile long sinceNanos = NOT_WAITING;
  private volatile @Nullable WaitingCall<CallRun> waiting;
  private volatile Runnable task = () -> {};

  private enum Place {
    /** Its request is not there. */
    LOOP,
    /** A worker checks its caller, or is asked to. */
    CHECK,
    /** A worker has it, or is asked to take it, or has had it. */
    WORKERS
  }

  CallRun(Arrival arrival, Workers workers) {
    this.arrival = arrival;
    this.workers = workers;
  }

  Arrival arrival() {
    return arrival;
  }

  /** Returns how long the call has waited for workers. */
  long queuedNanos() {
    long since = sinceNanos;
    return queuedNanos.get() + (since == NOT_WAITING ? 0 : System.nanoTime() - since);
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
    asked.addAndGet(messages);
    if (place.get() == Place.LOOP) {
      endTurn();
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
    comeBytes.add(wireBytes);
    requestRead = true;
  }

  /** Returns the bytes of the messages that have come and are not worked on. */
  long newBytes() {
    long sum = 0;
    for (long bytes : comeBytes) {
      sum += bytes;
    }
    return sum;
  }

  /** The next message is worked on. */
  void delivered() {
    Long bytes = comeBytes.poll();
    turnBytes.addAndGet(bytes == null ? 0 : bytes);
  }

  /** An answer has been made. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  @Override
  public void execute(Runnable next) {
    task = next;
    boolean served = arrival.isWork() && arrival.isServed();
    boolean unverified = served && arrival.caller().isUnverified();
    if (unverified && place.compareAndSet(Place.LOOP, Place.CHECK)) {
      workers.submitCheck(this);
    } else if (!served || !requestRead || !workers.submit(this)) {
      next.run();
    }
  }

  /** From now on workers may have the call; returns whether none had it before. */
  boolean begin() {
    return place.getAndSet(Place.WORKERS) != Place.WORKERS;
  }

  /** No worker was asked for the call after all. */
  void unbegin() {
    place.set(Place.LOOP);
    sinceNanos = NOT_WAITING;
  }

  /** The call is about to wait for a worker. */
  void waitsSince(long nowNanos) {
    sinceNanos = nowNanos;
  }

  /** The call waits. */
  void waitsAs(WaitingCall<CallRun> call) {
    waiting = call;
  }

  /** A worker has come. */
  void taken(long waitedNanos) {
    sinceNanos = NOT_WAITING;
    queuedNanos.addAndGet(waitedNanos);
  }

  /** Ends the call, which is refused now, unless a worker does when it has checked the caller. */
  void end(ContextBudgetException reason) {
    Place now = place.get();
    if (now == Place.LOOP) {
      arrival.close(reason);
    } else if (now == Place.WORKERS) {
      arrival.reset();
    }
  }

  /** Returns whether a worker is to check the caller, and nothing else. */
  boolean isToBeChecked() {
    return place.get() == Place.CHECK;
  }

  /** A worker checks the caller; if the call had to end meanwhile, that worker ends it. */
  void check() {
    task.run();
    boolean alone = place.compareAndSet(Place.CHECK, Place.LOOP);
    ContextBudgetException reason = arrival.refusal();
    if (alone && reason != null) {
      arrival.close(reason);
    }
    endTurn();
  }

  /** A worker has the call; returns what it did. */
  Work run() {
    AtomicLong bytes = new AtomicLong();
    turnBytes = bytes; // another worker may begin the next turn while this one ends
    long startNanos = System.nanoTime();
    task.run();
    Work turn = new Work(bytes.get(), System.nanoTime() - startNanos);
    workedBytes.addAndGet(turn.bytes());
    workedNanos.addAndGet(turn.nanos());
    return turn;
  }

  /** Returns what all workers did. */
  Work worked() {
    return new Work(workedBytes.get(), workedNanos.get());
  }

  /** Returns whether a worker has had the call. */
  boolean hasBegun() {
    return workedNanos.get() > 0;
  }

  /** The call is over: if it still waits, it ends here and now, as no worker has to see that. */
  void withdraw() {
    WaitingCall<CallRun> left = waiting;
    if (left != null && workers.withdraw(left)) {
      task.run();
    }
  }

  /**
   * What workers did with a call.
   *
   * @param bytes of the messages that they worked on
   * @param nanos their time
   */
  record Work(long bytes, long nanos) {}
}
