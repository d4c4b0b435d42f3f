package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import dev.contextbudget.lint.VolatileText.Finding;
import dev.contextbudget.lint.VolatileText.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Days and times from one to another, which somebody set and which stay from call to call. */
final class Ranges {
  private Ranges() {}

  /**
   * Returns where the second end of a range starts: behind {@code -}, {@code to}, {@code until}.
   */
  static int secondStart(Scan scan, int firstEnd) {
    int gap = firstOf(scan.spaces(firstEnd), firstEnd);
    int to =
        firstOf(
            scan.oneOf(gap, "-"),
            scan.bytes(gap, "\u00E2\u0080\u0093"), // the bytes of an en dash
            scan.bytes(gap, "\u00E2\u0080\u0094"), // of an em dash
            scan.literal(gap, "to "),
            scan.literal(gap, "and "),
            scan.literal(gap, "until "),
            scan.literal(gap, "till "),
            scan.literal(gap, "through "),
            scan.literal(gap, "bis "));
    return to == NONE ? NONE : firstOf(scan.spaces(to), to);
  }

  /** Returns findings, in order, without those that are an end of a range. */
  static List<Finding> without(List<Finding> found, Scan scan) {
    Set<Integer> ends = new HashSet<>();
    List<Finding> left = new ArrayList<>();
    for (Finding finding : found) {
      int second = isDay(finding) ? secondStart(scan, finding.endByte()) : NONE;
      boolean first = second != NONE && isSecond(scan, second, finding.kind());
      if (first) {
        ends.add(second);
      }
      if (!first && !ends.contains(finding.startByte())) {
        left.add(finding);
      }
    }
    return left;
  }

  private static boolean isDay(Finding finding) {
    return finding.kind() == Kind.DATE || finding.kind() == Kind.TIMESTAMP;
  }

  /** Behind a day with its time, a time of the same day. */
  private static boolean isSecond(Scan scan, int start, Kind first) {
    return CalendarDate.end(scan, start, Years.PRESENT) != NONE
        || (first == Kind.TIMESTAMP && ClockTime.end(scan, start, true) != NONE);
  }
}
