package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.time.YearMonth;
import java.util.Map;
import java.util.Set;

/**
 * A day of the calendar with its year: {@code 2026-11-22}, {@code 22.11.2026}, {@code 11/22/2026},
 * {@code Sunday, 22 November 2026}, {@code Nov 22nd, 2026}, {@code 2026年11月22日}.
 */
final class CalendarDate {
  private static final int LONGEST_NAME = 9; // September, Wednesday

  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("january", 1),
          Map.entry("february", 2),
          Map.entry("march", 3),
          Map.entry("april", 4),
          Map.entry("may", 5),
          Map.entry("june", 6),
          Map.entry("july", 7),
          Map.entry("august", 8),
          Map.entry("september", 9),
          Map.entry("october", 10),
          Map.entry("november", 11),
          Map.entry("december", 12),
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("sept", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));

  private static final Set<String> WEEKDAYS =
      Set.of(
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "mon",
          "tue",
          "tues",
          "wed",
          "thu",
          "thur",
          "thurs",
          "fri",
          "sat",
          "sun");

  private static final String YEAR_SIGN = "\u00E5\u00B9\u00B4"; // the bytes of 年
  private static final String MONTH_SIGN = "\u00E6\u009C\u0088"; // of 月
  private static final String DAY_SIGN = "\u00E6\u0097\u00A5"; // of 日

  private CalendarDate() {}

  /** Returns where the date ends that starts at a place, with its weekday if it has one. */
  static int end(Scan scan, int start, Years years) {
    int name = nameEnd(scan, start);
    if (name == NONE || !WEEKDAYS.contains(scan.lower(start, name))) {
      return dayEnd(scan, start, years);
    }
    int day = scan.spaces(scan.maybe(scan.maybe(name, "."), ","));
    return day == NONE ? NONE : dayEnd(scan, day, years);
  }

  private static int dayEnd(Scan scan, int start, Years years) {
    return scan.isDigit(start)
        ? firstOf(
            yearMonthDay(scan, start, years),
            hanYearMonthDay(scan, start, years),
            dayMonthYear(scan, start, years),
            dayNamedMonthYear(scan, start, years))
        : namedMonthDayYear(scan, start, years);
  }

  /** {@code 2026-11-22}, {@code 2026/11/22}. */
  private static int yearMonthDay(Scan scan, int start, Years years) {
    int year = scan.digits(start, 4, 4);
    int month = scan.oneOf(year, "-/");
    int monthEnd = scan.digits(month, 2, 2);
    int day = scan.again(monthEnd, year);
    int end = scan.digits(day, 2, 2);
    return end != NONE
            && isDay(
                years,
                scan.number(start, year),
                scan.number(month, monthEnd),
                scan.number(day, end))
        ? end
        : NONE;
  }

  /** {@code 2026年11月22日}. */
  private static int hanYearMonthDay(Scan scan, int start, Years years) {
    int year = scan.digits(start, 4, 4);
    int month = scan.bytes(year, YEAR_SIGN);
    int monthEnd = scan.digits(month, 1, 2);
    int day = scan.bytes(monthEnd, MONTH_SIGN);
    int dayEnd = scan.digits(day, 1, 2);
    int end = scan.bytes(dayEnd, DAY_SIGN);
    return end != NONE
            && isDay(
                years,
                scan.number(start, year),
                scan.number(month, monthEnd),
                scan.number(day, dayEnd))
        ? end
        : NONE;
  }

  /** {@code 22.11.2026}, {@code 22/11/2026}, {@code 22-11-2026}; {@code 11/22/2026}. */
  private static int dayMonthYear(Scan scan, int start, Years years) {
    int firstEnd = scan.digits(start, 1, 2);
    int second = scan.oneOf(firstEnd, "./-");
    int secondEnd = scan.digits(second, 1, 2);
    int year = scan.again(secondEnd, firstEnd);
    int end = scan.digits(year, 4, 4);
    if (end == NONE) {
      return NONE;
    }
    long first = scan.number(start, firstEnd);
    long next = scan.number(second, secondEnd);
    boolean american =
        scan.at(firstEnd) == '/' && isDay(years, scan.number(year, end), first, next);
    return american || isDay(years, scan.number(year, end), next, first) ? end : NONE;
  }

  /** {@code 22 November 2026}, {@code 22nd Nov., 2026}, {@code 22-Nov-2026}. */
  private static int dayNamedMonthYear(Scan scan, int start, Years years) {
    int dayEnd = scan.digits(start, 1, 2);
    if (dayEnd == NONE) {
      return NONE;
    }
    int month = gap(scan, maybeOrdinal(scan, dayEnd));
    int monthEnd = nameEnd(scan, month);
    if (monthEnd == NONE) {
      return NONE;
    }
    int year = gap(scan, scan.maybe(scan.maybe(monthEnd, "."), ","));
    int end = scan.digits(year, 4, 4);
    return end != NONE
            && isDay(
                years,
                scan.number(year, end),
                month(scan, month, monthEnd),
                scan.number(start, dayEnd))
        ? end
        : NONE;
  }

  /** {@code November 22, 2026}, {@code Nov. 22nd 2026}. */
  private static int namedMonthDayYear(Scan scan, int start, Years years) {
    int monthEnd = nameEnd(scan, start);
    if (monthEnd == NONE) {
      return NONE;
    }
    int day = scan.spaces(scan.maybe(monthEnd, "."));
    int dayEnd = scan.digits(day, 1, 2);
    if (dayEnd == NONE) {
      return NONE;
    }
    int year = scan.spaces(scan.maybe(maybeOrdinal(scan, dayEnd), ","));
    int end = scan.digits(year, 4, 4);
    return end != NONE
            && isDay(
                years,
                scan.number(year, end),
                month(scan, start, monthEnd),
                scan.number(day, dayEnd))
        ? end
        : NONE;
  }

  private static int gap(Scan scan, int from) {
    return firstOf(scan.oneOf(from, "-"), scan.spaces(from));
  }

  private static int maybeOrdinal(Scan scan, int from) {
    int end =
        firstOf(
            scan.literal(from, "th"),
            scan.literal(from, "st"),
            scan.literal(from, "nd"),
            scan.literal(from, "rd"));
    return end == NONE ? from : end;
  }

  /** Returns the end of a name of letters that a month or a weekday could have. */
  private static int nameEnd(Scan scan, int start) {
    int end = start;
    while (end != NONE && end - start <= LONGEST_NAME && scan.isAsciiLetter(end)) {
      end++;
    }
    return end - start >= 3 && end - start <= LONGEST_NAME ? end : NONE;
  }

  /** Returns the number of a month by its name, 0 if it is none. */
  private static int month(Scan scan, int start, int end) {
    return MONTHS.getOrDefault(scan.lower(start, end), 0);
  }

  private static boolean isDay(Years years, long year, long month, long day) {
    return years.contain(year)
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of((int) year, (int) month).lengthOfMonth();
  }
}
