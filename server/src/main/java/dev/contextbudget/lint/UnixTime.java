package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.util.Set;

/**
 * Seconds since 1970 in ten digits, maybe with a fraction, or milliseconds in thirteen.
 *
 * <p>From 2020, and only until 2033: above, ten digits look like a telephone number of North
 * America, whose first digit is 2 or more. Round numbers are amounts.
 */
final class UnixTime {
  private static final long FIRST_SECOND = 1_577_836_800L; // 2020-01-01T00:00:00Z
  private static final long LAST_SECOND = 1_999_999_999L; // 2033-05-18T03:33:19Z
  private static final long ROUND = 100_000;
  private static final int MOST_FRACTION_DIGITS = 9;
  private static final int LONGEST_UNIT = 10;

  /** Words behind an amount; seconds and milliseconds are not among them. */
  private static final Set<String> UNITS =
      Set.of(
          "bytes",
          "bits",
          "tokens",
          "characters",
          "users",
          "people",
          "items",
          "rows",
          "records",
          "dollars",
          "usd",
          "eur",
          "euros",
          "hz",
          "times",
          "requests");

  private UnixTime() {}

  /** Returns where the time ends that starts at a place. */
  static int end(Scan scan, int start, Surroundings around) {
    int seconds = scan.digits(start, 10, 10);
    int whole = firstOf(seconds, scan.digits(start, 13, 13));
    if (whole == NONE
        || scan.oneOf(start - 1, "#$+,") != NONE
        || (scan.at(start - 1) >= 0x80 && isCurrencyBefore(scan, start))
        || around.nameNumber(start)) {
      return NONE;
    }
    long second = scan.number(start, start + 10);
    boolean plausible = second >= FIRST_SECOND && second <= LAST_SECOND && second % ROUND != 0;
    int end = firstOf(scan.digits(scan.oneOf(seconds, "."), 1, MOST_FRACTION_DIGITS), whole);
    return plausible && !isAmount(scan, end) ? end : NONE;
  }

  /** The euro, yen and pound signs; a sign of Han or a quotation mark may stand there as well. */
  private static boolean isCurrencyBefore(Scan scan, int start) {
    int last = scan.at(start - 1);
    return (scan.at(start - 3) == 0xE2 && scan.at(start - 2) == 0x82)
        || (scan.at(start - 2) == 0xC2 && last >= 0xA2 && last <= 0xA5);
  }

  private static boolean isAmount(Scan scan, int end) {
    if (scan.at(end) == ',' && scan.isDigit(end + 1)) {
      return true;
    }
    int unit = scan.spaces(end);
    if (unit == NONE) {
      return false;
    }
    int unitEnd = scan.wordEnd(unit, LONGEST_UNIT + 1);
    return UNITS.contains(scan.lower(unit, unitEnd));
  }
}
