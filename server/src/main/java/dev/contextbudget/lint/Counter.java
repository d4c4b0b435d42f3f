package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.util.Set;

/**
 * A number that goes up from call to call, with the word that says of what: {@code turn 17}, {@code
 * message #42}, {@code attempt: 4}, {@code Step 3 of 9}.
 *
 * <p>Instructions are full of words with numbers ({@code Step 1: ask}, {@code turn 90 degrees},
 * {@code max turns: 10}), so most words count only with a sign that numbers them or with a total.
 */
final class Counter {
  private static final int LONGEST_LABEL = 11;
  private static final int MOST_DIGITS = 6;

  /** Words that a number alone makes a counter of. */
  private static final Set<String> COUNTED =
      Set.of("turn", "attempt", "iteration", "exchange", "interaction");

  /** Words that need a sign before the number, a total behind it, or to be what this is. */
  private static final Set<String> NUMBERED =
      Set.of("message", "msg", "step", "round", "retry", "request", "chunk", "batch", "try");

  /** Words before a limit, a rate, a verb or something filed. */
  private static final Set<String> NO_COUNTER_AFTER =
      Set.of(
          "max", "maximum", "min", "minimum", "limit", "per", "each", "every", "least", "most",
          "to", "can", "must", "should", "will", "you", "then", "and", "or", "not", "a", "please",
          "always", "never", "pull", "merge", "feature");

  private static final Set<String> GOES_ON_AFTER = Set.of("of", "in", "is", "now", "out");

  private Counter() {}

  /** Returns where the counter ends that starts, with its label, at a word. */
  static int end(Scan scan, int start, int wordEnd, Surroundings around) {
    if (wordEnd - start > LONGEST_LABEL) {
      return NONE;
    }
    String label = scan.lower(start, wordEnd);
    boolean counted = COUNTED.contains(label);
    if ((!counted && !NUMBERED.contains(label))
        || NO_COUNTER_AFTER.contains(around.wordBefore(start))) {
      return NONE;
    }
    int sign = signEnd(scan, wordEnd);
    int number = sign != NONE ? sign : gapEnd(scan, wordEnd);
    int numberEnd = scan.digits(number, 1, MOST_DIGITS);
    if (numberEnd == NONE) {
      return NONE;
    }
    int total = totalEnd(scan, numberEnd);
    boolean said = counted || around.wordBefore(start).equals("is"); // this is message 17
    boolean sure = sign != NONE || total != NONE || (said && nothingIsCounted(scan, numberEnd));
    int end = firstOf(total, numberEnd);
    return sure && isWhole(scan, end) && scan.standsAlone(start, end) ? end : NONE;
  }

  /** Returns the value of the number in a counter, which says whether two are the same. */
  static long value(Scan scan, int start, int end) {
    int at = scan.wordEnd(start);
    while (!scan.isDigit(at)) {
      at++;
    }
    return scan.number(at, Math.min(end, scan.wordEnd(at)));
  }

  /** {@code #}, {@code no.}, {@code number}: what numbers a word. */
  private static int signEnd(Scan scan, int from) {
    int at = gapEnd(scan, from);
    int word =
        firstOf(scan.literal(at, "number "), scan.literal(at, "no. "), scan.literal(at, "nr. "));
    return firstOf(scan.oneOf(firstOf(at, from), "#"), word);
  }

  /** A space, a colon, an equals sign, maybe quoted: {@code "turn": 17}. */
  private static int gapEnd(Scan scan, int from) {
    int sign = scan.oneOf(scan.maybe(from, "\"'*"), ":=");
    int at = sign == NONE ? from : scan.maybe(sign, "\"'*");
    int end = scan.spaces(at);
    return firstOf(end, sign == NONE ? NONE : at);
  }

  /** {@code of 9}, {@code out of 9}, {@code /9}. */
  private static int totalEnd(Scan scan, int from) {
    int gap = firstOf(scan.spaces(from), from);
    int total =
        firstOf(
            scan.literal(scan.spaces(from), "of "),
            scan.literal(scan.spaces(from), "out of "),
            scan.maybe(scan.oneOf(gap, "/"), " "));
    return scan.digits(total, 1, MOST_DIGITS);
  }

  /** Returns false if a word follows of which there are so many, as in {@code turn 90 degrees}. */
  private static boolean nothingIsCounted(Scan scan, int from) {
    int next = scan.spaces(from);
    int end = next == NONE ? NONE : scan.wordEnd(next, LONGEST_LABEL);
    return next == NONE || end == next || GOES_ON_AFTER.contains(scan.lower(next, end));
  }

  private static boolean isWhole(Scan scan, int end) {
    boolean goesOn = scan.oneOf(end, ",") != NONE && scan.isDigit(end + 1);
    return !goesOn && scan.bytes(end, "\u00C2\u00B0") == NONE; // the sign of degrees
  }
}
