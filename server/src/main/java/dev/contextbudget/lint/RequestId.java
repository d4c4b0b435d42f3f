package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;
import static dev.contextbudget.lint.Scan.firstOf;

import java.util.Set;

/**
 * The id of a request, a session, a trace: behind a label ({@code trace_id=...}, {@code Session ID:
 * ...}), behind a prefix ({@code req_...}), or a word that only a generator of ids makes. The label
 * is part of the finding.
 */
final class RequestId {
  private static final int LONGEST_LABEL = 16;
  private static final int MOST_SEPARATORS = 8;
  private static final int LEAST_PREFIXED = 10;

  private static final Set<String> LABELLED =
      Set.of(
          "request",
          "req",
          "trace",
          "span",
          "session",
          "correlation",
          "conversation",
          "transaction",
          "run",
          "invocation",
          "execution",
          "thread",
          "message",
          "interaction",
          "call",
          "event",
          "job",
          "turn");

  private static final Set<String> BARE =
      Set.of(
          "session",
          "request",
          "trace",
          "span",
          "correlation",
          "nonce",
          "transaction",
          "uuid",
          "guid");

  private static final Set<String> PREFIXES =
      Set.of(
          "req",
          "request",
          "trace",
          "span",
          "sess",
          "session",
          "run",
          "thread",
          "msg",
          "message",
          "call",
          "toolu",
          "chatcmpl",
          "resp",
          "conv",
          "corr",
          "txn",
          "evt",
          "event",
          "job");

  private RequestId() {}

  /** Returns where the id ends that starts, with its label, at a word. */
  static int end(Scan scan, int start, int wordEnd) {
    if (wordEnd - start <= LONGEST_LABEL && scan.isAsciiLetter(start)) {
      String word = scan.lower(start, wordEnd);
      int named =
          firstOf(labelledEnd(scan, word, wordEnd), prefixedEnd(scan, word, start, wordEnd));
      if (named != NONE) {
        return named;
      }
    }
    return RandomWord.isOne(scan, start, wordEnd)
            && scan.standsAlone(start, wordEnd)
            && scan.oneOf(start - 1, "#$_") == NONE
            && scan.at(wordEnd) != '='
        ? wordEnd
        : NONE;
  }

  private static int labelledEnd(Scan scan, String word, int wordEnd) {
    int label = firstOf(labelEnd(scan, word, wordEnd), bareEnd(scan, word, wordEnd));
    int value = valueStart(scan, label);
    if (value == NONE) {
      return NONE;
    }
    int end = value;
    while (end - value <= RandomWord.MOST_BYTES && isOfValue(scan, end)) {
      end++;
    }
    while (end > value && scan.oneOf(end - 1, "-_") != NONE) {
      end--;
    }
    return RandomWord.isLabelled(scan, value, end) && scan.endsAlone(end) ? end : NONE;
  }

  /** {@code requestId}, {@code trace_id}, {@code Session ID}. */
  private static int labelEnd(Scan scan, String word, int wordEnd) {
    if (word.endsWith("id") && LABELLED.contains(word.substring(0, word.length() - 2))) {
      return wordEnd;
    }
    if (!LABELLED.contains(word)) {
      return NONE;
    }
    int id = firstOf(scan.oneOf(wordEnd, "-_."), scan.spaces(wordEnd));
    int end = scan.literal(id, "id");
    return end != NONE && scan.wordEnd(id, 3) == end ? end : NONE;
  }

  /** {@code Session: 8f14e45f}, {@code nonce=83749201}: what has one id, and a sign behind it. */
  private static int bareEnd(Scan scan, String word, int wordEnd) {
    return BARE.contains(word) && scan.oneOf(scan.maybe(wordEnd, "\"'*`"), ":=#") != NONE
        ? wordEnd
        : NONE;
  }

  private static int valueStart(Scan scan, int label) {
    if (label == NONE) {
      return NONE;
    }
    int at = label;
    while (at - label < MOST_SEPARATORS && scan.oneOf(at, " \t\"'`*:=#([<") != NONE) {
      at++;
    }
    return at == label ? NONE : firstOf(scan.literal(at, "is "), at);
  }

  private static boolean isOfValue(Scan scan, int index) {
    return scan.isDigit(index) || scan.isAsciiLetter(index) || scan.oneOf(index, "-_") != NONE;
  }

  private static int prefixedEnd(Scan scan, String word, int start, int wordEnd) {
    int value = PREFIXES.contains(word) ? scan.oneOf(wordEnd, "_-") : NONE;
    if (value == NONE) {
      return NONE;
    }
    int end = scan.wordEnd(value, RandomWord.MOST_BYTES + 1);
    return end - value >= LEAST_PREFIXED
            && RandomWord.isLabelled(scan, value, end)
            && scan.standsAlone(start, end)
        ? end
        : NONE;
  }
}
