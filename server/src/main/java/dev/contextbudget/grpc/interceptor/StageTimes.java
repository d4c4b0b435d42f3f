package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.Stage;
import io.grpc.Context;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of one call, divided among its stages: it is in one of them at a time, or in none while
 * it waits for a worker or for its caller.
 */
final class StageTimes {
  private static final Context.Key<StageTimes> KEY = Context.key("contextbudget-stage-times");

  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private final Map<Stage, Long> starts = new EnumMap<>(Stage.class);
  private final LongSupplier clock;
  private @Nullable Stage current;
  private long sinceNanos;
  private boolean ended;

  /**
   * @param clock in nanoseconds, from any origin
   */
  StageTimes(LongSupplier clock) {
    this.clock = clock;
  }

  /** Returns the times of the call that this thread works on. */
  static StageTimes current() {
    StageTimes times = KEY.get();
    if (times == null) {
      throw new IllegalStateException("the server has no link that measures calls");
    }
    return times;
  }

  /** Returns a context in which these are the current ones. */
  Context in(Context context) {
    return context.withValue(KEY, this);
  }

  /** Does something in a stage, and is in the stage of before again. */
  void in(Stage stage, Runnable work) {
    Stage before = enter(stage);
    try {
      work.run();
    } finally {
      enter(before);
    }
  }

  /** The call is over, though this thread may still be in a stage: what it does now is no more. */
  synchronized void end() {
    enter(null);
    ended = true;
  }

  private synchronized @Nullable Stage enter(@Nullable Stage next) {
    long now = clock.getAsLong();
    if (current != null && !ended) {
      nanos.merge(current, now - sinceNanos, Long::sum);
    }
    if (next != null && !ended) {
      starts.putIfAbsent(next, now);
    }
    Stage before = current;
    current = next;
    sinceNanos = now;
    return before;
  }

  /** Returns the time in a stage; of one that goes on, only after the end. */
  synchronized long nanos(Stage stage) {
    return nanos.getOrDefault(stage, 0L);
  }

  /** Returns when the call first came to a stage, by the clock. */
  synchronized long startNanos(Stage stage) {
    Long start = starts.get(stage);
    if (start == null) {
      throw new IllegalArgumentException("the call has not come to " + stage);
    }
    return start;
  }
}
