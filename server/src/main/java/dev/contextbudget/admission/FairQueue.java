package dev.contextbudget.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait, each class in the order of arrival, the classes by their shares of the workers.
 *
 * <p>Each class has a clock that runs by the cost of its calls over its share; the class whose
 * clock is behind is next. One that had nothing waiting starts at the clock of what was served
 * last, so that it saves nothing up (start-time fair queueing, Goyal, Vin and Cheng, 1996). O(1).
 * Not safe for several threads.
 */
final class FairQueue<T> {
  private final Lane<T> interactive = new Lane<>(ServiceClass.INTERACTIVE.share());
  private final Lane<T> batch = new Lane<>(ServiceClass.BATCH.share());
  private long servedClock;

  private static final class Lane<T> {
    private final Deque<WaitingCall<T>> calls = new ArrayDeque<>();
    private final int share;
    private long clock;

    Lane(int share) {
      this.share = share;
    }
  }

  void add(WaitingCall<T> call) {
    started(call).calls.addLast(call);
  }

  /** Adds a call before all others of its class. */
  void addFirst(WaitingCall<T> call) {
    started(call).calls.addFirst(call);
  }

  private Lane<T> started(WaitingCall<T> call) {
    Lane<T> own = call.serviceClass() == ServiceClass.BATCH ? batch : interactive;
    if (own.calls.isEmpty()) {
      own.clock = Math.max(own.clock, servedClock);
    }
    return own;
  }

  /** Takes the next call, if any waits. */
  @Nullable WaitingCall<T> poll() {
    if (batch.calls.isEmpty()) {
      return interactive.calls.isEmpty() ? null : serve(interactive);
    }
    boolean behind = !interactive.calls.isEmpty() && interactive.clock <= batch.clock;
    return serve(behind ? interactive : batch);
  }

  private WaitingCall<T> serve(Lane<T> lane) {
    WaitingCall<T> call = lane.calls.remove();
    servedClock = lane.clock;
    lane.clock += call.costNanos() / lane.share;
    return call;
  }
}
