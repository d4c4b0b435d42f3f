package dev.contextbudget.core.compact;

import java.util.Locale;

/**
 * Finds how far a number goes on in words, so that {@code 9th of March} and {@code 9th of April},
 * or {@code 3:30 am} and {@code 3:30 pm}, are two facts.
 */
final class NumberPhrase {
  private NumberPhrase() {}

  /** Returns the end of the phrase that begins with the number that ends at {@code end}. */
  static int end(String text, int end) {
    int wordEnd = wordEnd(text, end);
    return switch (lower(text, end, wordEnd)) {
      case "am", "pm", "a.m", "p.m" -> wordEnd;
      case "of" -> isOrdinal(text, end) ? endOfPeriod(text, end, wordEnd) : end;
      default -> end;
    };
  }

  private static boolean isOrdinal(String text, int end) {
    return Character.isLetter(text.charAt(end - 1));
  }

  private static int endOfPeriod(String text, int end, int ofEnd) {
    int wordEnd = wordEnd(text, ofEnd);
    return switch (lower(text, ofEnd, wordEnd)) {
      case "" -> end;
      case "this", "next", "the" -> wordEnd(text, wordEnd);
      default -> wordEnd;
    };
  }

  /** Returns the end of the word behind one space, or {@code index} if there is none. */
  private static int wordEnd(String text, int index) {
    int i = index + 1;
    if (i >= text.length() || text.charAt(index) != ' ') {
      return index;
    }
    while (i < text.length() && isInWord(text, i)) {
      i++;
    }
    return i == index + 1 ? index : i;
  }

  private static boolean isInWord(String text, int i) {
    boolean innerDot =
        text.charAt(i) == '.' && i + 1 < text.length() && Character.isLetter(text.charAt(i + 1));
    return innerDot || Character.isLetterOrDigit(text.charAt(i));
  }

  private static String lower(String text, int start, int end) {
    return text.substring(start, end).strip().toLowerCase(Locale.ROOT);
  }
}
