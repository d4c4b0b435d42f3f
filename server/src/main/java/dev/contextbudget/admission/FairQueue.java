package dev.contextbudget.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait, each class in the order of arrival, the classes by their shares of the workers.
 *
 * <p>Each class has a clock that runs by the cost of its calls over its share; the class whose
 * clock is behind is next. One that had nothing waiting starts at the clock of the other, so that
 * it saves nothing up (start-time fair queueing, Goyal, Vin and Cheng, 1996). O(1). Not safe for
 * several threads.
 */
final class FairQueue<T> {
  private final Lane<T> interactive = new Lane<>(ServiceClass.INTERACTIVE.share());
  private final Lane<T> batch = new Lane<>(ServiceClass.BATCH.share());

  private static final class Lane<T> {
    private final Deque<WaitingCall<T>> calls = new ArrayDeque<>();
    private final int share;
    private long clock;

    Lane(int share) {
      this.share = share;
    }

    WaitingCall<T> remove() {
      WaitingCall<T> call = calls.remove();
      clock += call.costNanos() / share;
      return call;
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
    boolean isBatch = call.serviceClass() == ServiceClass.BATCH;
    Lane<T> own = isBatch ? batch : interactive;
    Lane<T> other = isBatch ? interactive : batch;
    if (own.calls.isEmpty() && !other.calls.isEmpty()) {
      own.clock = Math.max(own.clock, other.clock);
    }
    return own;
  }

  /** Takes the next call, if any waits. */
  @Nullable WaitingCall<T> poll() {
    if (batch.calls.isEmpty()) {
      return interactive.calls.isEmpty() ? null : interactive.remove();
    }
    boolean behind = !interactive.calls.isEmpty() && interactive.clock <= batch.clock;
    return behind ? interactive.remove() : batch.remove();
  }
}
