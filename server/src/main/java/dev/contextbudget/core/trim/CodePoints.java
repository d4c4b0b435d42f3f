package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;

/** Reads code points of valid UTF-8. */
final class CodePoints {
  private CodePoints() {}

  /** Returns the code point that starts at {@code index}. */
  static int at(Utf8Text text, int index) {
    int lead = text.byteAt(index);
    if (lead >= 0) {
      return lead;
    }
    if ((lead & 0xE0) == 0xC0) {
      return (lead & 0x1F) << 6 | tail(text, index + 1);
    }
    if ((lead & 0xF0) == 0xE0) {
      return (lead & 0x0F) << 12 | tail(text, index + 1) << 6 | tail(text, index + 2);
    }
    return (lead & 0x07) << 18
        | tail(text, index + 1) << 12
        | tail(text, index + 2) << 6
        | tail(text, index + 3);
  }

  private static int tail(Utf8Text text, int index) {
    return text.byteAt(index) & 0x3F;
  }

  /** Returns where the code point before {@code index} starts; {@code index > 0}. */
  static int startBefore(Utf8Text text, int index) {
    int start = index - 1;
    while (!text.isCodePointBoundary(start)) {
      start--;
    }
    return start;
  }

  /** Returns the code point before {@code index}; {@code index > 0}. */
  static int before(Utf8Text text, int index) {
    return at(text, startBefore(text, index));
  }

  /** Returns how many bytes a code point takes. */
  static int bytes(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  static boolean isIn(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }

  /** Returns true for what separates words and may break over a line; a no-break space does not. */
  static boolean isSpace(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint == ' ' || isIn(codePoint, '\t', '\r');
    }
    return codePoint == 0x85 || Character.isWhitespace(codePoint);
  }
}
