package dev.contextbudget.admission;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait, each class in the order of arrival, the classes by their shares of the workers.
 *
 * <p>Each class has a clock that runs by the cost of its calls over its share; the class whose
 * clock is behind is next. One that had nothing waiting starts at the clock of what was served
 * last, so that it saves nothing up (start-time fair queueing, Goyal, Vin and Cheng, 1996).
 * Logarithmic in the calls that wait. Not safe for several threads.
 */
final class FairQueue<T> {
  private final Lane<T> interactive = new Lane<>(ServiceClass.INTERACTIVE.share());
  private final Lane<T> batch = new Lane<>(ServiceClass.BATCH.share());
  private long servedClock;

  private static final class Lane<T> {
    private final TreeMap<Long, WaitingCall<T>> calls = new TreeMap<>();
    private final int share;
    private long clock;
    private long first;
    private long last;

    Lane(int share) {
      this.share = share;
    }
  }

  void add(WaitingCall<T> call) {
    Lane<T> lane = lane(call);
    add(lane, ++lane.last, call);
  }

  /** Adds a call before all others of its class. */
  void addFirst(WaitingCall<T> call) {
    Lane<T> lane = lane(call);
    add(lane, lane.first--, call);
  }

  private void add(Lane<T> lane, long position, WaitingCall<T> call) {
    if (lane.calls.isEmpty()) {
      lane.clock = Math.max(lane.clock, servedClock);
    }
    call.setPosition(position);
    lane.calls.put(position, call);
  }

  /** Takes a call out that waits for nothing any more; returns whether it was there. */
  boolean remove(WaitingCall<T> call) {
    return lane(call).calls.remove(call.position(), call);
  }

  private Lane<T> lane(WaitingCall<T> call) {
    return call.serviceClass() == ServiceClass.BATCH ? batch : interactive;
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
    Map.Entry<Long, WaitingCall<T>> next = lane.calls.pollFirstEntry();
    WaitingCall<T> call = next.getValue();
    servedClock = lane.clock;
    lane.clock += call.costNanos() / lane.share;
    return call;
  }
}
