package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of months in English, German, French and Spanish, and of weekdays in the first two. */
final class MonthNames {
  private static final int SHORTEST = 3;
  private static final int LONGEST = 10; // septiembre, donnerstag

  /** Of each month its names, as far as they are told in lower case. */
  private static final List<String> NAMES =
      List.of(
          "january jan januar janvier enero",
          "february feb februar f\u00e9vrier febrero",
          "march mar m\u00e4rz maerz mars marzo",
          "april apr avril abril",
          "may mai mayo",
          "june jun juni juin junio",
          "july jul juli juillet julio",
          "august aug ao\u00fbt agosto",
          "september sep sept septembre septiembre",
          "october oct oktober okt octobre octubre",
          "november nov novembre noviembre",
          "december dec dezember dez d\u00e9cembre diciembre");

  private static final Map<String, Integer> NUMBERS = numbers();

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
          "sun",
          "montag",
          "dienstag",
          "mittwoch",
          "donnerstag",
          "freitag",
          "samstag",
          "sonnabend",
          "sonntag");

  private MonthNames() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int month = 0; month < NAMES.size(); month++) {
      for (String name : NAMES.get(month).split(" ", -1)) {
        numbers.put(name, month + 1);
      }
    }
    return numbers;
  }

  /** Returns the end of a word that a month or a weekday could have as its name. */
  static int nameEnd(Scan scan, int start) {
    if (start == NONE || scan.isDigit(start)) {
      return NONE;
    }
    int end = scan.wordEnd(start, LONGEST + 2); // an accent takes a byte more
    return end - start >= SHORTEST && end - start <= LONGEST + 1 ? end : NONE;
  }

  /** Returns the number of a month by its name, 0 if it is none. */
  static int number(Scan scan, int start, int end) {
    return NUMBERS.getOrDefault(scan.lower(start, end), 0);
  }

  static boolean isWeekday(Scan scan, int start, int end) {
    return WEEKDAYS.contains(scan.lower(start, end));
  }
}
