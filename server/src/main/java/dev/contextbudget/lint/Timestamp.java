package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

/** A date and the time behind it, which are one finding. */
final class Timestamp {
  private Timestamp() {}

  /**
   * {@code 2026-11-22T14:03:22Z}, {@code November 22, 2026 at 2:03 pm}.
   *
   * @param date where its date ends, if one starts there
   */
  static int end(Place at, int date, Years years) {
    Scan scan = at.scan();
    if (date == NONE) {
      return at.beginsWithDigit() ? basicEnd(scan, at.start(), years) : NONE;
    }
    int time =
        firstOf(
            scan.oneOf(date, "Tt"),
            scan.literal(scan.spaces(scan.maybe(date, ",")), "at "),
            scan.spaces(scan.maybe(date, ",")));
    return time == NONE ? NONE : ClockTime.end(scan, time, true);
  }

  /** {@code 20261122T140322Z}, the basic form of ISO 8601, as signatures of requests have it. */
  private static int basicEnd(Scan scan, int start, Years years) {
    int date = scan.digits(start, 8, 8);
    int end = scan.oneOf(scan.digits(scan.oneOf(date, "T"), 6, 6), "Z");
    return end != NONE
            && years.contain(scan.number(start, start + 4))
            && scan.number(start + 4, start + 6) <= 12
            && scan.number(start + 6, date) <= 31
        ? end
        : NONE;
  }
}
