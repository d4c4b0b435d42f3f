package dev.contextbudget.demo;

import java.util.List;
import java.util.Locale;

/** What the tour printed, section by section. */
record PrintedTour(String output) {
  /** Returns the lines of a section, by its number. */
  List<String> section(int number) {
    return output
        .lines()
        .dropWhile(line -> !line.startsWith(number + "  "))
        .takeWhile(line -> !line.startsWith((number + 1) + "  "))
        .toList();
  }

  /** Returns the cells of a line that begins so, after that beginning. */
  List<String> cells(int section, String beginning) {
    return section(section).stream()
        .filter(line -> line.startsWith(beginning + " "))
        .map(line -> List.of(line.substring(beginning.length()).strip().split("\\s+")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line '" + beginning + "'\n" + output));
  }

  String prose(int section) {
    return String.join(" ", section(section));
  }

  /** Returns a bar without its label. */
  String bar(int section, String label) {
    return section(section).stream()
        .filter(line -> line.startsWith(label + " "))
        .findFirst()
        .orElseThrow()
        .substring(8);
  }

  /** Returns a number as the tour prints it. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static int parsed(String number) {
    return Integer.parseInt(number.replace(",", ""));
  }
}
