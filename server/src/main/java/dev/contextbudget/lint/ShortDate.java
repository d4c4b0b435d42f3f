package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

/**
 * A day that is one only beside a word that says so, as it has no year, two digits of it, or no
 * signs: {@code Monday, March 14th}, {@code 14. M\u00e4rz}, {@code 3/14/26}, {@code 20260314}.
 */
final class ShortDate {
  /** Any leap year. */
  private static final int SOME_YEAR = 2024;

  private static final int CENTURY = 2000;

  private ShortDate() {}

  /** Returns where the date ends that starts at a place, with its weekday if it has one. */
  static int end(Scan scan, int start) {
    int day = CalendarDate.dayStart(scan, start);
    if (day == NONE) {
      return NONE;
    }
    return scan.isDigit(day)
        ? firstOf(digitsEnd(scan, day), twoDigitYearEnd(scan, day), dayMonthEnd(scan, day))
        : monthDayEnd(scan, day);
  }

  private static int digitsEnd(Scan scan, int start) {
    int end = scan.digits(start, 8, 8);
    return end != NONE
            && isDay(
                scan.number(start, start + 4),
                scan.number(start + 4, start + 6),
                scan.number(start + 6, end))
        ? end
        : NONE;
  }

  /** {@code 3/14/26}, {@code 14.3.26}. */
  private static int twoDigitYearEnd(Scan scan, int start) {
    int firstEnd = scan.digits(start, 1, 2);
    int second = scan.oneOf(firstEnd, "./-");
    int secondEnd = scan.digits(second, 1, 2);
    int year = scan.again(secondEnd, firstEnd);
    int end = scan.digits(year, 2, 2);
    if (end == NONE) {
      return NONE;
    }
    long first = scan.number(start, firstEnd);
    long next = scan.number(second, secondEnd);
    long of = CENTURY + scan.number(year, end);
    return isDay(of, first, next) || isDay(of, next, first) ? end : NONE;
  }

  private static int dayMonthEnd(Scan scan, int start) {
    int dayEnd = scan.digits(start, 1, 2);
    if (dayEnd == NONE) {
      return NONE;
    }
    int month = scan.spaces(CalendarDate.maybeOrdinal(scan, dayEnd));
    int end = MonthNames.nameEnd(scan, month);
    return end != NONE
            && isDay(SOME_YEAR, MonthNames.number(scan, month, end), scan.number(start, dayEnd))
        ? end
        : NONE;
  }

  private static int monthDayEnd(Scan scan, int start) {
    int monthEnd = MonthNames.nameEnd(scan, start);
    int day = monthEnd == NONE ? NONE : scan.spaces(scan.maybe(monthEnd, "."));
    int dayEnd = scan.digits(day, 1, 2);
    return dayEnd != NONE
            && isDay(SOME_YEAR, MonthNames.number(scan, start, monthEnd), scan.number(day, dayEnd))
        ? CalendarDate.maybeOrdinal(scan, dayEnd)
        : NONE;
  }

  private static boolean isDay(long year, long month, long day) {
    return CalendarDate.isDay(Years.PRESENT, year, month, day);
  }
}
