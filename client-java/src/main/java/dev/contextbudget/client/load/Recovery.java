package dev.contextbudget.client.load;

import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** How long after an overload callers still felt it. */
final class Recovery {
  /** Latencies differ by this much from run to run. */
  private static final double NEAR = 1.1;

  /** A refusal now and then is no overload. */
  private static final double FEW = 0.01;

  private static final double PERCENTILE = 99;

  private Recovery() {}

  /**
   * Returns after how many seconds of a step it is over: from there to the end of the step, p99 is
   * within a tenth of what it was before, and hardly a call fails. Nothing if it never is.
   *
   * @param beforeNanos p99 of answers before the overload
   */
  static OptionalDouble seconds(List<Tally.Second> seconds, double beforeNanos) {
    Histogram rest = new Histogram(2);
    long failed = 0;
    int over = seconds.size();
    for (int i = seconds.size() - 1; i >= 0; i--) {
      Tally.Second second = seconds.get(i);
      rest.add(second.ok);
      failed += second.refused + second.other;
      boolean fast = rest.getValueAtPercentile(PERCENTILE) <= NEAR * beforeNanos;
      if (rest.getTotalCount() > 0 && fast && failed <= FEW * rest.getTotalCount()) {
        over = i;
      }
    }
    return over == seconds.size() ? OptionalDouble.empty() : OptionalDouble.of(over);
  }
}
