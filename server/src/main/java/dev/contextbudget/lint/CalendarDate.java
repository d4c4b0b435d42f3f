package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.time.Month;
import java.time.Year;

/**
 * A day of the calendar with its year: {@code 2026-11-22}, {@code 22.11.2026}, {@code 11/22/2026},
 * {@code Sunday, 22 November 2026}, {@code 22. November 2026}, {@code Nov 22nd, 2026}, {@code
 * 2026年11月22日}.
 */
final class CalendarDate {
  private static final String YEAR_SIGN = "\u00E5\u00B9\u00B4"; // the bytes of 年
  private static final String MONTH_SIGN = "\u00E6\u009C\u0088"; // of 月
  private static final String DAY_SIGN = "\u00E6\u0097\u00A5"; // of 日

  private CalendarDate() {}

  /** Returns where the date ends that starts at a place, with its weekday if it has one. */
  static int end(Scan scan, int start, Years years) {
    int day = dayStart(scan, start);
    return day == NONE ? NONE : dayEnd(scan, day, years);
  }

  /** Returns where the day starts, behind its weekday if it has one. */
  static int dayStart(Scan scan, int start) {
    int name = MonthNames.nameEnd(scan, start);
    return name == NONE || !MonthNames.isWeekday(scan, start, name)
        ? start
        : scan.spaces(scan.maybe(scan.maybe(name, "."), ","));
  }

  private static int dayEnd(Scan scan, int start, Years years) {
    if (!scan.isDigit(start)) {
      return namedMonthDayYear(scan, start, years);
    }
    return scan.digits(start, 4, 4) != NONE
        ? firstOf(yearMonthDay(scan, start, years), hanYearMonthDay(scan, start, years))
        : firstOf(dayMonthYear(scan, start, years), dayNamedMonthYear(scan, start, years));
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
    int monthEnd = MonthNames.nameEnd(scan, month);
    if (monthEnd == NONE) {
      return NONE;
    }
    int year = gap(scan, scan.maybe(scan.maybe(monthEnd, "."), ","));
    int end = scan.digits(year, 4, 4);
    return end != NONE
            && isDay(
                years,
                scan.number(year, end),
                MonthNames.number(scan, month, monthEnd),
                scan.number(start, dayEnd))
        ? end
        : NONE;
  }

  /** {@code November 22, 2026}, {@code Nov. 22nd 2026}. */
  private static int namedMonthDayYear(Scan scan, int start, Years years) {
    int monthEnd = MonthNames.nameEnd(scan, start);
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
                MonthNames.number(scan, start, monthEnd),
                scan.number(day, dayEnd))
        ? end
        : NONE;
  }

  /** A hyphen, or spaces, which Spanish has {@code de} behind. */
  private static int gap(Scan scan, int from) {
    int spaces = scan.spaces(from);
    return firstOf(scan.oneOf(from, "-"), scan.literal(spaces, "de "), spaces);
  }

  /** {@code 22nd}, and as German has it {@code 22.} before a space. */
  static int maybeOrdinal(Scan scan, int from) {
    int dot = scan.oneOf(from, ".");
    int end =
        firstOf(
            scan.literal(from, "th"),
            scan.literal(from, "st"),
            scan.literal(from, "nd"),
            scan.literal(from, "rd"),
            scan.spaces(dot) == NONE ? NONE : dot);
    return end == NONE ? from : end;
  }

  static boolean isDay(Years years, long year, long month, long day) {
    return years.contain(year)
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= days((int) month, year);
  }

  private static int days(int month, long year) {
    return Month.of(month).length(Year.isLeap(year));
  }
}
