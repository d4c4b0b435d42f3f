package dev.contextbudget.client.load;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of the calls of a step.
 *
 * <p>A call belongs to the step, and the second, in which it was due, whenever it ends. Latencies
 * are held by how the call ended: a fast refusal must not make answers look fast.
 */
final class Tally {
  private static final int DIGITS = 3;

  /** Of a second there are few calls, and of seconds there are many. */
  private static final int DIGITS_OF_A_SECOND = 2;

  private final Map<Status.Code, Long> codes = new EnumMap<>(Status.Code.class);
  private final Map<String, Long> reasons = new TreeMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private final Histogram ok = new Histogram(DIGITS);
  private final Histogram refused = new Histogram(DIGITS);
  private final Histogram other = new Histogram(DIGITS);
  private final Histogram lag = new Histogram(DIGITS);
  private final List<Second> seconds = new ArrayList<>();
  private long offered;
  private long refusedWithRetryInfo;
  private long answerBytes;

  /** A second of the step. */
  static final class Second {
    final Histogram ok = new Histogram(DIGITS_OF_A_SECOND);
    long offered;
    long refused;
    long other;
  }

  /**
   * A call is being sent.
   *
   * @param lagNanos how much later than it was due
   */
  synchronized void sent(double atSecond, long lagNanos) {
    offered++;
    second(atSecond).offered++;
    lag.recordValue(Math.max(0, lagNanos));
  }

  /**
   * A call ended.
   *
   * @param atSecond when it was due, in seconds since the step began
   * @param latencyNanos since it was due
   */
  synchronized void ended(double atSecond, long latencyNanos, Outcome outcome, int bytes) {
    codes.merge(outcome.code(), 1L, Long::sum);
    answerBytes += bytes;
    Second second = second(atSecond);
    if (outcome.isAnswer()) {
      ok.recordValue(latencyNanos);
      second.ok.recordValue(latencyNanos);
      return;
    }
    reasons.merge(
        outcome.reason().isEmpty() ? outcome.code().name() : outcome.reason(), 1L, Long::sum);
    errors.merge(outcome.said(), 1L, Long::sum);
    if (outcome.isRefusal()) {
      refused.recordValue(latencyNanos);
      refusedWithRetryInfo += outcome.retryMillis() >= 0 ? 1 : 0;
      second.refused++;
    } else {
      other.recordValue(latencyNanos);
      second.other++;
    }
  }

  private Second second(double atSecond) {
    int index = (int) Math.max(0, atSecond);
    while (seconds.size() <= index) {
      seconds.add(new Second());
    }
    return seconds.get(index);
  }

  /** Adds all of another's but its seconds. */
  synchronized void add(Tally that) {
    that.codes.forEach((code, count) -> codes.merge(code, count, Long::sum));
    that.reasons.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    that.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
    ok.add(that.ok);
    refused.add(that.refused);
    other.add(that.other);
    lag.add(that.lag);
    offered += that.offered;
    refusedWithRetryInfo += that.refusedWithRetryInfo;
    answerBytes += that.answerBytes;
  }

  /** Returns the calls that were sent. */
  synchronized long offered() {
    return offered;
  }

  /** Returns the calls that ended. */
  synchronized long count() {
    return ok.getTotalCount() + refused.getTotalCount() + other.getTotalCount();
  }

  synchronized Map<Status.Code, Long> codes() {
    return new EnumMap<>(codes);
  }

  /** Returns failures by reason, or by code where the server gave none. */
  synchronized Map<String, Long> reasons() {
    return new TreeMap<>(reasons);
  }

  /** Returns failures by what was said. */
  synchronized Map<String, Long> errors() {
    return new TreeMap<>(errors);
  }

  /** Returns latencies of calls that were answered, in nanoseconds. */
  Histogram ok() {
    return ok;
  }

  /** Returns latencies of calls for which the server had no room, in nanoseconds. */
  Histogram refused() {
    return refused;
  }

  /** Returns latencies of calls that failed otherwise, in nanoseconds. */
  Histogram other() {
    return other;
  }

  /** Returns how much later than due calls were sent, in nanoseconds. */
  Histogram lag() {
    return lag;
  }

  long refusedWithRetryInfo() {
    return refusedWithRetryInfo;
  }

  long answerBytes() {
    return answerBytes;
  }

  List<Second> seconds() {
    return List.copyOf(seconds);
  }
}
