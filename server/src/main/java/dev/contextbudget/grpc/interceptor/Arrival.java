package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.admission.WaitingCall;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.grpc.CallerScope;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call from the moment its headers arrived: what it holds of the server, and where it runs.
 *
 * <p>It is a stream tracer because gRPC makes one on the event loop for each stream, tells it what
 * arrives, and exactly once, and at once, that the stream is closed, however that came about. It is
 * the executor of its call because only so the call can begin on the event loop, where nothing
 * waits, and go on with a worker when its request is there and its size known: a caller that sends
 * nothing takes no worker and no place before one.
 */
final class Arrival extends ServerStreamTracer implements Executor {
  private static final Context.Key<Arrival> KEY = Context.key("contextbudget-arrival");

  /** A name of a service or of a symbol, for a health check or reflection, is no longer. */
  private static final int MAX_OTHER_BYTES = 4 << 10;

  private final long startNanos = System.nanoTime();
  private final Admission admission;
  private final Caller caller;
  private final String method;
  private final boolean work;
  private final Metadata headers;
  private final long timeoutMillis;

  private final HeldBytes held;
  private final AtomicLong queuedNanos = new AtomicLong();
  private final AtomicLong workedNanos = new AtomicLong();

  /** Bytes of messages that are not worked on. */
  private final AtomicLong newBytes = new AtomicLong();

  private ServiceClass serviceClass = ServiceClass.INTERACTIVE;
  private boolean checked;
  private volatile boolean checking;
  private volatile Context.@Nullable CancellableContext context;
  private volatile boolean inside;
  private volatile boolean requestRead;
  private volatile boolean begun;
  private volatile boolean answered;
  private volatile @Nullable ContextBudgetException refusal;
  private volatile Consumer<ContextBudgetException> close = refusal -> {};
  private volatile long deadlineNanos = Long.MAX_VALUE;
  private volatile @Nullable WaitingCall<Arrival> waiting;
  private volatile Runnable task = () -> {};
  private volatile Status.@Nullable Code closedAs;
  private volatile long largestMessageBytes;

  /**
   * @param caller who makes the call
   * @param work false for what is always served, and at once, such as a health check
   * @param timeoutMillis what the server gives it, whatever its caller does
   */
  Arrival(
      Admission admission,
      Caller caller,
      String method,
      boolean work,
      Metadata headers,
      long timeoutMillis) {
    this.admission = admission;
    this.held = new HeldBytes(admission.bytes());
    this.caller = caller;
    this.method = method;
    this.work = work;
    this.headers = headers;
    this.timeoutMillis = timeoutMillis;
  }

  /** Returns the arrival of the call that this thread works on. */
  static Arrival current() {
    Arrival arrival = KEY.get();
    if (arrival == null) {
      throw new IllegalStateException("the server has no admission");
    }
    return arrival;
  }

  /** Returns who makes the call. */
  Caller caller() {
    return caller;
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Returns how long the call has waited for workers. */
  long queuedNanos() {
    return queuedNanos.get();
  }

  /** Returns the size of the largest message so far, as it was sent, so maybe compressed. */
  long largestMessageBytes() {
    return largestMessageBytes;
  }

  /** Returns the time that the server gives the call, from its arrival on. */
  long timeoutMillis() {
    return timeoutMillis;
  }

  String method() {
    return method;
  }

  /** Returns whether it is no health check or the like. */
  boolean isWork() {
    return work;
  }

  Metadata headers() {
    return headers;
  }

  ServiceClass serviceClass() {
    return serviceClass;
  }

  /** Sets how urgent the call is, if its tenant's calls ever are. */
  void setServiceClass(ServiceClass wanted) {
    serviceClass = caller.isBatch() ? ServiceClass.BATCH : wanted;
  }

  /** Returns why the call is not served, if it is not. */
  @Nullable ContextBudgetException refusal() {
    return refusal;
  }

  /** From now on the call is not served; whoever has it next ends it. */
  void refuse(ContextBudgetException reason) {
    refusal = reason;
  }

  /**
   * The call has begun on the event loop.
   *
   * @param close ends it
   */
  void opened(Consumer<ContextBudgetException> close) {
    this.close = close;
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null) {
      deadlineNanos = System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }
  }

  /** Returns the time until the caller gives up. */
  long leftNanos(long nowNanos) {
    return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - nowNanos;
  }

  /** Returns whether a worker has had the call. */
  boolean isBegun() {
    return begun;
  }

  /** Returns the bytes of the messages that have come and are not worked on. */
  long newBytes() {
    return newBytes.get();
  }

  /** Returns the same, which are worked on now. */
  long takeNewBytes() {
    return newBytes.getAndSet(0);
  }

  /** From now on a worker may have the call. */
  void begin() {
    begun = true;
  }

  /** No worker was asked for the call after all. */
  void unbegin() {
    begun = false;
  }

  void waits(WaitingCall<Arrival> call) {
    waiting = call;
  }

  /**
   * Runs what gRPC does with the call: on the event loop until a request is read, and when it is
   * not served; else on a worker. Whose caller has to be checked begins on a worker. gRPC gives no
   * second task before the first is done, or as its last act.
   */
  @Override
  public void execute(Runnable next) {
    if (work && caller.isUnverified() && !checked && refusal == null && closedAs == null) {
      checked = true;
      checking = true;
      begin();
      admission.check(() -> check(next));
      return;
    }
    if (!work || !requestRead || refusal != null || closedAs != null) {
      next.run();
      return;
    }
    task = next;
    if (!admission.submit(this)) {
      next.run();
    }
  }

  /** A worker checks the caller; if the call has to end meanwhile, that worker ends it. */
  private void check(Runnable next) {
    next.run();
    checking = false;
    ContextBudgetException reason = refusal;
    if (reason != null) {
      close.accept(reason);
    } else if (!requestRead) {
      unbegin();
    }
  }

  /** A worker has the call; returns how long in all. */
  long run(long waited) {
    queuedNanos.addAndGet(waited);
    long start = System.nanoTime();
    task.run();
    return workedNanos.addAndGet(System.nanoTime() - start);
  }

  /** Returns whether an answer has been made. */
  boolean isAnswered() {
    return answered;
  }

  /** What the request took of the memory is free. */
  void giveRequestBytes() {
    caller.release();
    held.giveRequest();
  }

  /** What some messages of a stream took is free. */
  void giveRequestBytes(long bytes) {
    caller.release(bytes);
    held.giveRequest(bytes);
  }

  /**
   * Lets the call in. Not before: of a stream whose headers it cannot read, gRPC may make a tracer
   * and never tell it that the stream is closed, so its place would be lost.
   */
  @Override
  public Context filterContext(Context context) {
    Context.CancellableContext own = CallerScope.of(caller, context).withCancellation();
    this.context = own;
    inside = admission.enter(this);
    return own.withValue(KEY, this);
  }

  /**
   * Has gRPC reset the stream, from any thread and whoever has the call. A deadline that passed is
   * the one cause for which it does.
   */
  void reset() {
    Context.CancellableContext own = context;
    if (own != null) {
      own.cancel(new TimeoutException("cut off"));
    }
  }

  /** Some of a request has arrived. */
  @Override
  public void inboundWireSize(long bytes) {
    boolean fits = held.arrived(bytes);
    if (!work) {
      if (held.ofRequest() > MAX_OTHER_BYTES) {
        reset();
      }
      return;
    }
    caller.arrived(bytes);
    ContextBudgetException over = caller.overInFlight();
    if (refusal == null && (over != null || !fits)) {
      end(over == null ? admission.refuseBytes(this) : over);
    }
  }

  /** Ends the call on the event loop, if it is still there alone. */
  private void end(ContextBudgetException reason) {
    refuse(reason);
    if (!begun) {
      close.accept(reason);
    } else if (!checking) {
      reset();
    }
  }

  @Override
  public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
    largestMessageBytes = Math.max(largestMessageBytes, wireBytes); // one thread at a time
    newBytes.addAndGet(wireBytes);
    requestRead = true;
  }

  @Override
  public void outboundMessage(int number) {
    answered = true;
  }

  /** An answer waits for its caller to read it. */
  @Override
  public void outboundWireSize(long bytes) {
    held.answered(bytes);
  }

  /**
   * Returns what the caller was told when the transport closed the stream; nothing before that.
   *
   * <p>A message above the transport's limit is refused there, with a status that no interceptor
   * sees: to them the call is merely cancelled.
   */
  Status.@Nullable Code closedAs() {
    return closedAs;
  }

  @Override
  public void streamClosed(Status status) {
    closedAs = status.getCode();
    WaitingCall<Arrival> left = waiting;
    if (left != null) {
      admission.withdraw(left);
    }
    caller.release();
    held.close();
    if (inside) {
      admission.leave(this);
    }
    Context.CancellableContext own = context;
    if (own != null) {
      own.cancel(null);
    }
  }
}
