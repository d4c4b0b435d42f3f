package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.grpc.CallerScope;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call from the moment its headers arrived: who makes it, what it holds of the server and why it
 * is not served, if it is not. {@link CallRun} is where it runs.
 *
 * <p>It is a stream tracer because gRPC makes one on the event loop for each stream, tells it what
 * arrives, and exactly once, and at once, that the stream is closed, however that came about.
 */
final class Arrival extends ServerStreamTracer {
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
  private final CallRun run;

  private ServiceClass serviceClass = ServiceClass.INTERACTIVE;
  private volatile Context.@Nullable CancellableContext context;
  private volatile boolean inside;
  private volatile @Nullable ContextBudgetException refusal;
  private volatile Consumer<ContextBudgetException> close = refusal -> {};
  private volatile long deadlineNanos = Long.MAX_VALUE;
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
    this.run = new CallRun(this, admission.workers());
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

  /** Returns where it runs. */
  CallRun run() {
    return run;
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
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

  /** Returns whether the call is neither refused nor over. */
  boolean isServed() {
    return refusal == null && closedAs == null;
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
    held.arrived(bytes);
    if (!work) {
      if (held.ofRequest() > MAX_OTHER_BYTES) {
        reset();
      }
      return;
    }
    caller.arrived(bytes);
    if (refusal == null) {
      refuseUnlessItFits();
    }
  }

  private void refuseUnlessItFits() {
    ContextBudgetException over = caller.overInFlight();
    if (over != null) {
      refuse(over);
    } else if (!held.hasRoom()) {
      admission.refusals().memoryPressure(this);
    }
    ContextBudgetException reason = refusal;
    if (reason != null) {
      run.end(reason);
    }
  }

  /** Ends the call with a status. */
  void close(ContextBudgetException reason) {
    close.accept(reason);
  }

  @Override
  public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
    largestMessageBytes = Math.max(largestMessageBytes, wireBytes); // one thread at a time
    run.read(wireBytes);
  }

  @Override
  public void outboundMessage(int number) {
    run.answered();
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
    run.withdraw(); // with its request, so before what it held is given to others
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
