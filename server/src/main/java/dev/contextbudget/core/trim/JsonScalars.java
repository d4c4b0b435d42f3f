package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;

/** Reads the scalars of a JSON text (RFC 8259); -1 stands for what is not JSON. */
final class JsonScalars {
  /** Of a backslash and a letter. */
  private static final int SHORT_ESCAPE_BYTES = 2;

  /** Of a backslash, {@code u} and four digits. */
  private static final int LONG_ESCAPE_BYTES = 6;

  /** The stops of scripts that never write spaces are here or above. */
  private static final int LEAD_OF_THREE_BYTES = 0xE0;

  private final Utf8Text text;
  private final Pace pace;

  JsonScalars(Utf8Text text, StopSignal stop) {
    this.text = text;
    this.pace = new Pace(0, stop);
  }

  /** Returns the first byte at or after {@code index} that is not white space; -1 stays. */
  int skipSpace(int index) {
    int i = index;
    while (i >= 0 && isSpace(byteAt(i))) {
      i++;
    }
    pace.to(i);
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

  /** Returns the next space, escaped line end, unspaced stop or closing quote of a string. */
  int nextStop(int index) {
    for (int i = index; i < text.length(); i++) {
      pace.to(i);
      int b = byteAt(i);
      if (b == '"' || b == ' ' || lineEndBytes(i) > 0 || isUnspacedStop(i)) {
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
      return b > 0 && "\"\\/bfnrt".indexOf(b) >= 0 ? backslash + SHORT_ESCAPE_BYTES : -1;
    }
    int end = backslash + LONG_ESCAPE_BYTES;
    for (int i = backslash + SHORT_ESCAPE_BYTES; i < end; i++) {
      if (Character.digit(byteAt(i), 16) < 0) {
        return -1;
      }
    }
    return end;
  }

  /** Returns true if a stop of a script that writes without spaces is here, not as an escape. */
  boolean isUnspacedStop(int index) {
    return byteAt(index) >= LEAD_OF_THREE_BYTES
        && SentenceEnds.isUnspacedStop(CodePoints.at(text, index));
  }

  /** Returns the end of such a stop and of the brackets that it closes. */
  int endOfUnspacedStop(int stop) {
    int end = stop;
    do {
      end += CodePoints.bytes(CodePoints.at(text, end));
    } while (byteAt(end) >= LEAD_OF_THREE_BYTES
        && SentenceEnds.isClosing(CodePoints.at(text, end)));
    return end;
  }

  /** Returns the bytes of an escaped line feed, with a carriage return before it; 0 if none. */
  int lineEndBytes(int index) {
    if (byteAt(index) != '\\') {
      return 0;
    }
    int b = byteAt(index + 1);
    boolean both = b == 'r' && byteAt(index + 2) == '\\' && byteAt(index + 3) == 'n';
    return both ? 2 * SHORT_ESCAPE_BYTES : b == 'n' ? SHORT_ESCAPE_BYTES : 0;
  }

  /**
   * Returns true if a string can be cut around a stop without tearing a cluster, however its
   * neighbours are written.
   *
   * @param next behind the space or line end
   */
  boolean isBetweenClusters(int stop, int next) {
    int before = codePointBefore(stop);
    boolean belongs = Graphemes.isPrepended(before) || (before == '\r' && lineEndBytes(stop) > 0);
    boolean ends = byteAt(next) < 0 || byteAt(next) == '"';
    return !belongs && !ends && !Graphemes.isExtending(codePointAt(next));
  }

  /** Returns the code point that a string has here, itself or as an escape. */
  private int codePointAt(int index) {
    if (byteAt(index) != '\\') {
      return CodePoints.at(text, index);
    }
    if (byteAt(index + 1) != 'u') {
      return '\\'; // or another one of ASCII, which are all alike here
    }
    char unit = unitAt(index);
    int next = index + LONG_ESCAPE_BYTES;
    boolean pair =
        Character.isHighSurrogate(unit) && byteAt(next) == '\\' && byteAt(next + 1) == 'u';
    return pair && Character.isLowSurrogate(unitAt(next))
        ? Character.toCodePoint(unit, unitAt(next))
        : unit;
  }

  /** Returns the code point that a string has before {@code end}; it is not the first one. */
  private int codePointBefore(int end) {
    int index = end - LONG_ESCAPE_BYTES;
    if (isLongEscape(index)) {
      int pair = index - LONG_ESCAPE_BYTES;
      boolean low = Character.isLowSurrogate(unitAt(index)) && isLongEscape(pair);
      return low && Character.isHighSurrogate(unitAt(pair)) ? codePointAt(pair) : unitAt(index);
    }
    return CodePoints.before(text, end);
  }

  /** Returns true if a backslash that is not itself escaped begins a long escape here. */
  private boolean isLongEscape(int index) {
    int run = index;
    while (run >= 0 && byteAt(run) == '\\') {
      run--;
    }
    return (index - run) % 2 == 1 && byteAt(index + 1) == 'u';
  }

  private char unitAt(int backslash) {
    int unit = 0;
    for (int i = backslash + SHORT_ESCAPE_BYTES; i < backslash + LONG_ESCAPE_BYTES; i++) {
      unit = unit << 4 | Character.digit(byteAt(i), 16);
    }
    return (char) unit;
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
