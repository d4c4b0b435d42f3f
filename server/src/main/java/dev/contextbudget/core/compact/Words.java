package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;

/**
 * Reads the words of a text forward, where a word is what means something whole: {@code 1,299.00},
 * {@code mia_li_3668}, {@code 2024-05-20}, {@code src/main.c}, {@code a.b@example.com}.
 *
 * <p>Text of a script that writes without spaces is read in runs of one script. O(1) per character.
 */
final class Words {
  private static final String INSIDE = "_-.:/@'’\\~";
  private static final String NOT_AT_END = ".:'’-/,_~";
  private static final String ENDS_URL = "\"'<>)]}`";
  private static final String SENTENCE_ENDS = ".!?:*\"\n\u2026\u3002\uff01\uff1f";

  private final String text;
  private final Pace pace;
  private int start;
  private int end;
  private boolean startsSentence;
  private boolean adjoins;

  /**
   * @param stop asked every few thousand characters
   */
  Words(String text, StopSignal stop) {
    this.text = text;
    this.pace = new Pace(0, stop);
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Returns true if the word may be capitalised for its place only. */
  boolean startsSentence() {
    return startsSentence;
  }

  /** Returns true if only spaces stand between the last word and this one. */
  boolean adjoins() {
    return adjoins;
  }

  /** Moves to the next word; returns false if there is none. */
  boolean next() {
    startsSentence = end == 0;
    adjoins = end > 0;
    for (int i = end; i < text.length(); ) {
      pace.to(i);
      int codePoint = text.codePointAt(i);
      if (startsWord(i, codePoint)) {
        start = i;
        end = endOfWord(codePoint);
        return true;
      }
      startsSentence |= SENTENCE_ENDS.indexOf(codePoint) >= 0;
      adjoins &= codePoint == ' ';
      i += Character.charCount(codePoint);
    }
    return false;
  }

  private boolean startsWord(int i, int codePoint) {
    if (Character.isLetterOrDigit(codePoint)) {
      return true;
    }
    char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
    return switch (codePoint) {
      case '$', '€', '£', '¥', '₹', '#', '+' -> Character.isDigit(next);
      case '/', '~', '.' ->
          (Character.isLetter(next) || (next == '/' && codePoint != '/')) && isOpening(i - 1);
      default -> false;
    };
  }

  /** Returns true if a path may begin behind this character. */
  private boolean isOpening(int i) {
    return i < 0 || Character.isWhitespace(text.charAt(i)) || "\"'(=`".indexOf(text.charAt(i)) >= 0;
  }

  private int endOfWord(int first) {
    if (NormalText.isUnspaced(first)) {
      return endOfScript(Character.UnicodeScript.of(first));
    }
    boolean url =
        text.startsWith("http://", start)
            || text.startsWith("https://", start)
            || text.startsWith("www.", start);
    int i = start + Character.charCount(first);
    while (i < text.length() && (url ? isInUrl(text.charAt(i)) : isInWord(i))) {
      pace.to(i);
      i++;
    }
    while (i > start + 1 && NOT_AT_END.indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    return i;
  }

  private int endOfScript(Character.UnicodeScript script) {
    int i = start;
    while (i < text.length()) {
      pace.to(i);
      int codePoint = text.codePointAt(i);
      Character.UnicodeScript next = Character.UnicodeScript.of(codePoint);
      boolean inherits = next == Character.UnicodeScript.INHERITED || codePoint == 'ー';
      if (next != script && !inherits) {
        break;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static boolean isInUrl(char c) {
    return !Character.isWhitespace(c) && ENDS_URL.indexOf(c) < 0;
  }

  private boolean isInWord(int i) {
    char c = text.charAt(i);
    if (c == '%' || Character.isLowSurrogate(c)) {
      return true;
    }
    int codePoint = text.codePointAt(i);
    if (Character.isLetterOrDigit(codePoint)) {
      return !NormalText.isUnspaced(codePoint);
    }
    if (NormalText.isMark(codePoint)) {
      return true;
    }
    char before = text.charAt(i - 1);
    char after = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
    return switch (c) {
      case ',' -> Character.isDigit(before) && Character.isDigit(after);
      case '&', '+' -> Character.isLetterOrDigit(before) && Character.isLetterOrDigit(after);
      default ->
          INSIDE.indexOf(c) >= 0
              && (Character.isLetterOrDigit(after) || "/\\._~".indexOf(after) >= 0);
    };
  }
}
