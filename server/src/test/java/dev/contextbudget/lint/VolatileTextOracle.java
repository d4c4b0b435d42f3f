package dev.contextbudget.lint;

import dev.contextbudget.lint.VolatileText.Finding;
import dev.contextbudget.lint.VolatileText.Kind;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says with regular expressions what is volatile in a text, but for ids and counters, and without
 * what the words around it say.
 */
final class VolatileTextOracle {
  private static final String WORD = "\\p{Lu}\\p{Ll}\\p{Lt}\\p{Nd}";
  private static final String NEW_WORD = "(?<![" + WORD + "])(?<![" + WORD + "]\\p{M}{1,20})";
  private static final String BEFORE =
      NEW_WORD + "(?<![0-9A-Za-z][-_./\\\\+@&%~\\[])(?<![0-9:]:)(?<!:[0-9A-Za-z]{2}:)";
  private static final String AFTER =
      "(?![" + WORD + "\\p{Mn}\\p{Mc}%])(?!:[0-9])(?![-_./\\\\+@&~][0-9A-Za-z])";

  private static final String MONTH =
      "(?<%s>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
  private static final String DATE =
      "(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:day)?\\.?,? {1,2})?(?:"
          + "(?<y1>\\d{4})(?<s1>[-/])(?<m1>\\d\\d)\\k<s1>(?<d1>\\d\\d)"
          + "|(?<d2>\\d{1,2})(?<s2>[-/.])(?<m2>\\d{1,2})\\k<s2>(?<y2>\\d{4})"
          + "|(?<d3>\\d{1,2})(?:st|nd|rd|th|\\.(?= ))?(?:-| {1,2})"
          + MONTH.formatted("m3")
          + "\\.?,?(?:-| {1,2})(?<y3>\\d{4})"
          + "|"
          + MONTH.formatted("m4")
          + "\\.? {1,2}(?<d4>\\d{1,2})(?:st|nd|rd|th)?,? {1,2}(?<y4>\\d{4})"
          + ")";
  private static final String SHORT = "(?:[01]?\\d|2[0-3]):[0-5]\\d";
  private static final String SECONDS =
      ":(?:[0-5]\\d|60)(?>(?:\\.\\d{1,9}|,(?:\\d{3}){1,3})(?!\\d))?+";
  private static final String OFFSET = " {0,2}[-+](?:(?:0\\d|1[0-4])(?::?\\d\\d)|\\d:\\d\\d)";
  private static final String ZONE =
      "(?:[Zz]|" + OFFSET + "| {0,2}(?-i:CET|EST)(?:" + OFFSET + "|[-+]\\d{1,2})?)" + AFTER;
  private static final String HALF = " {0,2}(?:[ap]\\.m\\.|[ap]m)" + AFTER;
  private static final String HALF_DAY = "(?:0?[1-9]|1[0-2]):[0-5]\\d";
  private static final String LONG =
      "(?:%s(?:%s)?%s(?:%s)?|%s%s(?:%s|[-+](?:0\\d|1[0-4])%s)?|%s%s)"
          .formatted(HALF_DAY, SECONDS, HALF, ZONE, SHORT, SECONDS, ZONE, AFTER, SHORT, ZONE);
  private static final String HOURS = "(?:" + HALF_DAY + HALF + "|" + SHORT + ")";

  /** What is of no kind hides what stands in it. */
  private record Rule(Kind kind, Pattern pattern) {
    Rule(Kind kind, String regex) {
      this(
          kind,
          Pattern.compile(
              (kind == Kind.UUID ? BEFORE.replace("[-_./", "[./") : BEFORE) + regex + AFTER,
              Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /** Returns the end of the longest match that starts at a place; -1 if there is none. */
    int end(String text, int start) {
      Matcher matcher = pattern.matcher(text);
      matcher.useTransparentBounds(true).region(start, text.length());
      if (!matcher.lookingAt()) {
        return -1;
      }
      boolean holds =
          switch (this == PAST ? Kind.TIMESTAMP : kind == null ? Kind.TIME : kind) {
            case DATE, TIMESTAMP -> isDay(matcher, this == PAST ? 1000 : 2020, this == PAST);
            case UNIX_TIME -> isUnixTime(matcher.group());
            default -> true;
          };
      return holds ? matcher.end() : -1;
    }
  }

  private static final String MOMENT =
      DATE + "(?:t|,? {1,2}at |,? {1,2})(?:" + LONG + "|" + SHORT + ")";
  private static final Rule PAST = new Rule(null, MOMENT);
  private static final List<Rule> RULES =
      List.of(
          new Rule(null, HOURS + " {0,2}(?:-|to |and ) {0,2}" + HOURS + "(?: {0,2}(?-i:CET|EST))?"),
          PAST,
          new Rule(Kind.TIMESTAMP, MOMENT),
          new Rule(Kind.DATE, DATE),
          new Rule(Kind.TIME, LONG),
          new Rule(Kind.UNIX_TIME, "(?<![#$+,])(?:\\d{13}|\\d{10}(?:\\.\\d{1,9})?)(?!,\\d)"),
          new Rule(
              Kind.UUID,
              "[\\da-f]{8}-[\\da-f]{4}-[1-8][\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}"));

  private VolatileTextOracle() {}

  static List<Finding> find(String text) {
    List<Finding> findings = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      Rule longest = null;
      int end = -1;
      for (Rule rule : RULES) {
        int ruleEnd = rule.end(text, at);
        if (ruleEnd > end) {
          longest = rule;
          end = ruleEnd;
        }
      }
      if (longest != null && longest.kind() != null) {
        findings.add(new Finding(longest.kind(), bytes(text, at), bytes(text, end)));
      }
      at = longest == null ? at + 1 : end;
    }
    return findings;
  }

  private static int bytes(String text, int end) {
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isDay(Matcher date, int firstYear, boolean past) {
    for (int i = 1; i <= 4; i++) {
      if (date.group("y" + i) != null) {
        int year = Integer.parseInt(date.group("y" + i));
        boolean inRange = year >= firstYear && year <= (past ? 2019 : 2099);
        String month = date.group("m" + i);
        String day = date.group("d" + i);
        boolean american = i == 2 && date.group("s2").equals("/") && exists(year, day, month);
        return inRange && (american || exists(year, month, day));
      }
    }
    throw new AssertionError(date.group());
  }

  private static boolean exists(int year, String month, String day) {
    List<String> names =
        List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    boolean named = Character.isLetter(month.charAt(0));
    try {
      LocalDate.of(
          year,
          named
              ? 1 + names.indexOf(month.substring(0, 3).toLowerCase(Locale.ROOT))
              : Integer.parseInt(month),
          Integer.parseInt(day));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUnixTime(String number) {
    long seconds = Long.parseLong(number.substring(0, 10));
    return seconds >= 1_577_836_800L && seconds < 2_000_000_000L && seconds % 100_000 != 0;
  }
}
