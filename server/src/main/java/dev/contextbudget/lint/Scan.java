package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Locale;

/**
 * Reads a text forward in small steps, each of which says where what it was asked for ends.
 *
 * <p>A step that does not find it returns {@link #NONE}, and a step from {@code NONE} finds
 * nothing: so steps are put one behind the other, and only the last result is looked at. Each is
 * O(1) but for {@link #wordEnd}. For one text.
 */
final class Scan {
  static final int NONE = -1;

  /** What ties two words into one, as in a path, a version, an address or a file name. */
  private static final String JOINTS = "-_./\\+@&%~";

  private final Utf8Text text;
  private String lower = "";
  private int lowerFrom = NONE;
  private int lowerTo = NONE;

  Scan(Utf8Text text) {
    this.text = text;
  }

  /** Returns the byte at {@code index}, 0 to 255, or {@code NONE} outside of the text. */
  int at(int index) {
    return index < 0 || index >= text.length() ? NONE : text.byteAt(index) & 0xFF;
  }

  boolean isDigit(int index) {
    return isDigitByte(at(index));
  }

  boolean isAsciiLetter(int index) {
    int lower = at(index) | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  boolean isSpace(int index) {
    int value = at(index);
    return value == ' ' || value == '\t';
  }

  private static boolean isDigitByte(int value) {
    return value >= '0' && value <= '9';
  }

  /** Returns where the word that starts at a place ends; the place itself if there is none. */
  int wordEnd(int start) {
    return wordEnd(start, Integer.MAX_VALUE);
  }

  /** Returns where a word ends, or a place behind {@code mostBytes} of it. O(mostBytes). */
  int wordEnd(int start, int mostBytes) {
    int at = start;
    for (int step; at - start < mostBytes && (step = wordBytes(at, at > start)) > 0; ) {
      at += step;
    }
    return at;
  }

  /**
   * Returns how many bytes of a word stand at a place, 0 if none.
   *
   * <p>Letters without case, such as Han and Thai, are not of words here: they stand beside numbers
   * without a space. Marks belong to the word that they are behind.
   */
  private int wordBytes(int index, boolean inWord) {
    int lead = at(index);
    if (lead < 0x80) {
      return lead != NONE && (isDigitByte(lead) || isAsciiLetter(index)) ? 1 : 0;
    }
    int bytes = codePointBytes(index);
    return switch (Character.getType(codePoint(index, bytes))) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.DECIMAL_DIGIT_NUMBER ->
          bytes;
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> inWord ? bytes : 0;
      default -> 0;
    };
  }

  /** Returns how many bytes the code point takes that starts at a place of the text; 1 to 4. */
  int codePointBytes(int index) {
    int lead = at(index);
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  private int codePoint(int index, int bytes) {
    int value = at(index) & (0x7F >> bytes);
    for (int i = 1; i < bytes; i++) {
      value = value << 6 | (at(index + i) & 0x3F);
    }
    return value;
  }

  /** Returns the end of a run of digits, if it is neither shorter nor longer. */
  int digits(int from, int least, int most) {
    if (from == NONE) {
      return NONE;
    }
    int at = from;
    while (at - from <= most && isDigit(at)) {
      at++;
    }
    return at - from >= least && at - from <= most ? at : NONE;
  }

  /** Returns the value of a range of at most 18 digits. */
  long number(int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + at(i) - '0';
    }
    return value;
  }

  /** Returns the end of one byte, if it is one of {@code chars}, which are ASCII. */
  int oneOf(int from, String chars) {
    return from != NONE && at(from) != NONE && chars.indexOf(at(from)) >= 0 ? from + 1 : NONE;
  }

  /** Returns the end of one byte of {@code chars}, or the place itself if there is none. */
  int maybe(int from, String chars) {
    int end = oneOf(from, chars);
    return end == NONE ? from : end;
  }

  /** Returns the end of a text in lower case, in whatever case of ASCII it stands there. */
  int literal(int from, String lower) {
    if (from == NONE) {
      return NONE;
    }
    for (int i = 0; i < lower.length(); i++) {
      int expected = lower.charAt(i);
      int found = at(from + i);
      boolean same = found == expected || (isAsciiLetter(from + i) && (found | 0x20) == expected);
      if (!same) {
        return NONE;
      }
    }
    return from + lower.length();
  }

  /** Returns the end of one byte, if it is the same as an earlier one. */
  int again(int from, int earlier) {
    return from != NONE && at(from) != NONE && at(from) == at(earlier) ? from + 1 : NONE;
  }

  /** Returns the end of bytes, of which each character of {@code bytes} is one. */
  int bytes(int from, String bytes) {
    int at = from;
    for (int i = 0; i < bytes.length() && at != NONE; i++) {
      at = at(at) == bytes.charAt(i) ? at + 1 : NONE;
    }
    return at;
  }

  /** Returns the end of one or two spaces. */
  int spaces(int from) {
    int one = space(from);
    return firstOf(space(one), one);
  }

  /** A space, a tab, or one that does not break: clocks of browsers have U+202F before PM. */
  private int space(int from) {
    return firstOf(
        oneOf(from, " \t"), bytes(from, "\u00C2\u00A0"), bytes(from, "\u00E2\u0080\u00AF"));
  }

  /** Returns the first end that is a place; none if none is. */
  static int firstOf(int... ends) {
    for (int end : ends) {
      if (end != NONE) {
        return end;
      }
    }
    return NONE;
  }

  /** Returns a short word in lower case; made once for all who ask for it one after the other. */
  String lower(int from, int to) {
    if (from != lowerFrom || to != lowerTo) {
      lower = text.slice(from, to).decode().toLowerCase(Locale.ROOT);
      lowerFrom = from;
      lowerTo = to;
    }
    return lower;
  }

  /** Returns a short range as it is. */
  String exact(int from, int to) {
    return text.slice(from, to).decode();
  }

  /** Returns true if a range of whole words is no part of a longer word, number, path or name. */
  boolean standsAlone(int start, int end) {
    return !isJoinedBefore(start) && endsAlone(end);
  }

  /** Returns true if what stands before the word at {@code start} ties it to another. */
  boolean isJoinedBefore(int start) {
    int before = at(start - 1);
    return before == ':'
        ? isDigit(start - 2) || at(start - 2) == ':' || isOfHardwareAddress(start - 3)
        : (isJoint(before) || before == '[') && isAsciiWord(start - 2);
  }

  /** Returns true if two signs at a place are a group of {@code 00:1a:2b:3c:4d:5e}. */
  private boolean isOfHardwareAddress(int start) {
    return at(start - 1) == ':' && isAsciiWord(start) && isAsciiWord(start + 1);
  }

  /** Returns true if no word goes on at {@code end}, and nothing there ties another to it. */
  boolean endsAlone(int end) {
    if (end == NONE || wordBytes(end, true) > 0) {
      return false;
    }
    int after = at(end);
    return after != '%'
        && !(after == ':' ? isDigit(end + 1) : isJoint(after) && isAsciiWord(end + 1));
  }

  private boolean isAsciiWord(int index) {
    return isDigit(index) || isAsciiLetter(index);
  }

  private static boolean isJoint(int value) {
    return value != NONE && JOINTS.indexOf(value) >= 0;
  }
}
