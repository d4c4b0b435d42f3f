package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;

/** Reads the scalars of a JSON text (RFC 8259); -1 stands for what is not JSON. */
final class JsonScalars {
  private static final int UNICODE_ESCAPE_DIGITS = 4;

  private final Utf8Text text;

  JsonScalars(Utf8Text text) {
    this.text = text;
  }

  /** Returns the first byte at or after {@code index} that is not white space; -1 stays. */
  int skipSpace(int index) {
    int i = index;
    while (i >= 0 && isSpace(byteAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Returns the end of the string whose opening quote is at {@code quote}. */
  int endOfString(int quote) {
    int i = nextStop(quote + 1);
    while (i >= 0 && byteAt(i) != '"') {
      i = nextStop(i + (byteAt(i) == '\\' ? 2 : 1));
    }
    return i < 0 ? -1 : i + 1;
  }

  /** Returns the next space, escaped line feed or closing quote of a string. */
  int nextStop(int index) {
    for (int i = index; i < text.length(); i++) {
      int b = byteAt(i);
      if (b == '"' || b == ' ' || (b == '\\' && byteAt(i + 1) == 'n')) {
        return i;
      }
      if (b < ' ') {
        return -1;
      }
      if (b == '\\') {
        i = endOfEscape(i) - 1;
        if (i < 0) {
          return -1;
        }
      }
    }
    return -1;
  }

  private int endOfEscape(int backslash) {
    int b = byteAt(backslash + 1);
    if (b != 'u') {
      return b > 0 && "\"\\/bfnrt".indexOf(b) >= 0 ? backslash + 2 : -1;
    }
    int end = backslash + 2 + UNICODE_ESCAPE_DIGITS;
    for (int i = backslash + 2; i < end; i++) {
      if (Character.digit(byteAt(i), 16) < 0) {
        return -1;
      }
    }
    return end;
  }

  /** Returns true if a string can be cut around a stop without tearing a cluster. */
  boolean isBetweenClusters(int stop, int next) {
    int b = byteAt(next);
    if (b < 0 || b == '"' || Graphemes.isPrepended(CodePoints.before(text, stop))) {
      return false;
    }
    return b == '\\'
        ? byteAt(next + 1) != 'u' // may be a combining mark
        : !Graphemes.isExtending(CodePoints.at(text, next));
  }

  /**
   * Returns the end of the number, {@code true}, {@code false} or {@code null} that starts here.
   */
  int endOfScalar(int start) {
    return switch (byteAt(start)) {
      case 't' -> endOfWord(start, "true");
      case 'f' -> endOfWord(start, "false");
      case 'n' -> endOfWord(start, "null");
      default -> endOfNumber(start);
    };
  }

  private int endOfWord(int start, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (byteAt(start + i) != word.charAt(i)) {
        return -1;
      }
    }
    return start + word.length();
  }

  private int endOfNumber(int start) {
    int first = byteAt(start) == '-' ? start + 1 : start;
    int end = byteAt(first) == '0' ? first + 1 : endOfDigits(first);
    if (end >= 0 && byteAt(end) == '.') {
      end = endOfDigits(end + 1);
    }
    if (end >= 0 && (byteAt(end) == 'e' || byteAt(end) == 'E')) {
      boolean signed = byteAt(end + 1) == '-' || byteAt(end + 1) == '+';
      end = endOfDigits(end + (signed ? 2 : 1));
    }
    return end;
  }

  /** Returns the end of one digit or more. */
  private int endOfDigits(int start) {
    int end = start;
    while (byteAt(end) >= '0' && byteAt(end) <= '9') {
      end++;
    }
    return end == start ? -1 : end;
  }

  /** Returns the byte as a number from 0 to 255, or -1 behind the end. */
  private int byteAt(int index) {
    return index < text.length() ? text.byteAt(index) & 0xFF : -1;
  }
}
