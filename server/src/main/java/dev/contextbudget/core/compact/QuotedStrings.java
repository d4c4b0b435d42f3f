package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import java.util.Map;

/** Finds short quoted strings, which in JSON are values and not keys. O(n). */
final class QuotedStrings {
  private static final Map<Character, Character> CLOSING =
      Map.of('"', '"', '“', '”', '„', '“', '«', '»', '「', '」', '『', '』');

  /** Longer ones are sentences. */
  private static final int MAX_CHARS = 60;

  /** Takes a range of characters. */
  @FunctionalInterface
  interface Range {
    void at(int start, int end);
  }

  private QuotedStrings() {}

  static void forEach(String text, Range found, StopSignal stop) {
    Pace pace = new Pace(0, stop);
    int i = 0;
    while (i < text.length()) {
      pace.to(i);
      Character closing = CLOSING.get(text.charAt(i));
      int end = closing == null ? -1 : closingQuote(text, i + 1, closing);
      i++;
      if (end > i) {
        boolean key = end + 1 < text.length() && text.charAt(end + 1) == ':';
        if (!key) {
          found.at(i, end);
        }
        i = end + 1;
      }
    }
  }

  /** Returns the closing quote on the same line, or -1 if it is too far. */
  private static int closingQuote(String text, int start, char closing) {
    int limit = Math.min(text.length(), start + MAX_CHARS);
    for (int i = start; i < limit && text.charAt(i) != '\n'; i++) {
      if (text.charAt(i) == closing) {
        return i;
      }
    }
    return -1;
  }
}
