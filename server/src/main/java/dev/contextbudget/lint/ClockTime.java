package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.util.Set;

/**
 * A time of day: {@code 14:03:22.123+01:00}, {@code 2:03 pm}, {@code 14:03 UTC}.
 *
 * <p>Hours and minutes alone are also a ratio, a verse or a score; they are a time of day beside a
 * word that says so.
 */
final class ClockTime {
  private static final int MOST_FRACTION_DIGITS = 9;
  private static final int MOST_OFFSET_HOURS = 14;

  private static final Set<String> ZONES =
      Set.of(
          "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT",
          "HST", "WET", "WEST", "CET", "CEST", "BST", "EET", "EEST", "MSK", "IST", "PKT", "ICT",
          "SGT", "HKT", "JST", "KST", "AWST", "ACST", "ACDT", "AEST", "AEDT", "NZST", "NZDT");

  private static final int LONGEST_ZONE = 4;

  private ClockTime() {}

  /**
   * Returns where the time ends that starts at a place, with its zone.
   *
   * @param isKnown whether it is known to be a time, however short it is
   */
  static int end(Scan scan, int start, boolean isKnown) {
    int minutes = minutesEnd(scan, start);
    if (minutes == NONE) {
      return NONE;
    }
    int seconds = secondsEnd(scan, minutes);
    int exact = firstOf(seconds, minutes);
    int half = halfOfDayEnd(scan, start, exact);
    int zone = firstOf(zoneEnd(scan, firstOf(half, exact)), shortOffsetEnd(scan, seconds));
    return isKnown || seconds != NONE || half != NONE || zone != NONE
        ? firstOf(zone, half, exact)
        : NONE;
  }

  /**
   * Returns where a range of times without seconds ends, such as {@code 9:00 am to 5:30 pm}: hours
   * of business, which stay from call to call.
   */
  static int rangeEnd(Scan scan, int start) {
    int from = shortEnd(scan, start);
    if (from == NONE) {
      return NONE;
    }
    int end = shortEnd(scan, Ranges.secondStart(scan, from));
    return end == NONE ? NONE : firstOf(namedZoneEnd(scan, end), end);
  }

  private static int shortEnd(Scan scan, int start) {
    int minutes = minutesEnd(scan, start);
    return minutes == NONE ? NONE : firstOf(halfOfDayEnd(scan, start, minutes), minutes);
  }

  private static int minutesEnd(Scan scan, int start) {
    int hour = scan.digits(start, 1, 2);
    int minute = scan.oneOf(hour, ":");
    int end = scan.digits(minute, 2, 2);
    return end != NONE && scan.number(start, hour) <= 23 && scan.number(minute, end) <= 59
        ? end
        : NONE;
  }

  private static int secondsEnd(Scan scan, int minutes) {
    int second = scan.oneOf(minutes, ":");
    int end = scan.digits(second, 2, 2);
    if (end == NONE || scan.number(second, end) > 60) { // 60: a leap second
      return NONE;
    }
    int comma = scan.oneOf(end, ","); // before other digits it parts the fields of a table
    return firstOf(
        scan.digits(scan.oneOf(end, "."), 1, MOST_FRACTION_DIGITS),
        scan.digits(comma, 3, 3),
        scan.digits(comma, 6, 6),
        scan.digits(comma, 9, 9),
        end);
  }

  /** {@code am}, {@code PM}, {@code p.m.} after an hour from 1 to 12. */
  private static int halfOfDayEnd(Scan scan, int start, int from) {
    long hour = scan.number(start, scan.digits(start, 1, 2));
    if (hour < 1 || hour > 12) {
      return NONE;
    }
    int letter = scan.oneOf(firstOf(scan.spaces(from), from), "apAP");
    int end = firstOf(scan.literal(letter, ".m."), scan.literal(letter, "m"));
    return end != NONE && scan.endsAlone(end) ? end : NONE;
  }

  private static int zoneEnd(Scan scan, int from) {
    int letter = scan.oneOf(from, "Zz");
    if (letter != NONE && scan.endsAlone(letter)) {
      return letter;
    }
    return firstOf(offsetEnd(scan, from), namedZoneEnd(scan, from));
  }

  /** {@code +01:00}, {@code -0500}; at most 14 hours. */
  private static int offsetEnd(Scan scan, int from) {
    int hour = scan.oneOf(firstOf(scan.spaces(from), from), "+-");
    int end = scan.digits(hour, 4, 4);
    if (end == NONE) {
      end = scan.digits(scan.oneOf(scan.digits(hour, 1, 2), ":"), 2, 2);
    }
    long hours = scan.number(hour, scan.isDigit(hour + 1) ? hour + 2 : hour + 1);
    return end != NONE && hours <= MOST_OFFSET_HOURS && scan.endsAlone(end) ? end : NONE;
  }

  /** {@code +01} directly behind the seconds, as PostgreSQL has it. */
  private static int shortOffsetEnd(Scan scan, int seconds) {
    int hour = scan.oneOf(seconds, "+-");
    int end = scan.digits(hour, 2, 2);
    return end != NONE && scan.number(hour, end) <= MOST_OFFSET_HOURS && scan.endsAlone(end)
        ? end
        : NONE;
  }

  /** {@code UTC}, {@code GMT+0100}, {@code UTC-5}; in capitals, as {@code est} is a word. */
  private static int namedZoneEnd(Scan scan, int from) {
    int name = firstOf(scan.spaces(from), from);
    int end = scan.wordEnd(name, LONGEST_ZONE + 1);
    if (end == name || end - name > LONGEST_ZONE || !ZONES.contains(scan.exact(name, end))) {
      return NONE;
    }
    int hours = scan.digits(scan.oneOf(end, "+-"), 1, 2);
    int offset = firstOf(offsetEnd(scan, end), hours, end);
    return scan.endsAlone(offset) ? offset : NONE;
  }
}
