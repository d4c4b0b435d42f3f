package dev.contextbudget.dialect.media;

import java.util.List;

/**
 * Walks over the bytes of a PDF once, past comments, strings and streams, and tells {@link
 * PdfObjects} what it meets (ISO 32000-1, 7.2 and 7.3).
 */
final class PdfScanner {
  private static final String WHITE_SPACE = "\0\t\n\f\r ";
  private static final String DELIMITERS = "()<>[]{}/%";
  private static final String STREAM_END = "endstream";
  private static final int MOST_DIGITS = 9;

  /** The names that matter; all others are one. */
  private static final List<String> NAMES =
      List.of("Type", "Page", "Pages", "Count", "N", "Length", "Linearized", "ObjStm");

  private static final String OTHER_NAME = "?";

  private final HeaderBytes pdf;
  private final PdfObjects objects;

  PdfScanner(HeaderBytes pdf, PdfObjects objects) {
    this.pdf = pdf;
    this.objects = objects;
  }

  /** Walks from the first byte to the last. O(n). */
  void scan() {
    int at = 0;
    while (at < pdf.length()) {
      at = next(at);
    }
  }

  private int next(int at) {
    int sign = pdf.u8(at);
    if (isAny(sign, WHITE_SPACE)) {
      return at + 1;
    }
    switch (sign) {
      case '%' -> {
        return lineEnd(at);
      }
      case '(' -> {
        objects.other();
        return stringEnd(at);
      }
      case '/' -> {
        int end = regularEnd(at + 1);
        objects.name(nameOf(at + 1, end));
        return end;
      }
      case '<', '>' -> {
        return bracket(sign, at);
      }
      case '[', ']', '{', '}', ')' -> {
        objects.other();
        return at + 1;
      }
      default -> {
        int end = regularEnd(at);
        return word(at, end);
      }
    }
  }

  /** {@code <<} and {@code >>}; a single one is of a string in hexadecimal. */
  private int bracket(int sign, int at) {
    if (pdf.u8(at + 1) != sign) {
      objects.other();
      return at + 1;
    }
    if (sign == '<') {
      objects.openDictionary();
    } else {
      objects.closeDictionary();
    }
    return at + 2;
  }

  /** Takes a number or a keyword, and returns where what belongs to it ends. */
  private int word(int start, int end) {
    int number = number(start, end);
    if (number >= 0) {
      objects.number(number);
    } else if (is(start, end, "R")) {
      objects.reference();
    } else if (is(start, end, "obj")) {
      objects.beginObject();
    } else if (is(start, end, "stream")) {
      return streamEnd(end);
    } else {
      objects.other();
    }
    return end;
  }

  /**
   * Returns where a stream ends: behind as many bytes as its dictionary says, if it ends there, as
   * its data may contain a whole PDF; else where the next end of a stream stands.
   */
  private int streamEnd(int keywordEnd) {
    int data = keywordEnd;
    data += pdf.u8(data) == '\r' ? 1 : 0;
    data += pdf.u8(data) == '\n' ? 1 : 0;
    if (objects.streamBytes() >= 0) {
      long end = (long) data + objects.streamBytes();
      for (int lineEnd = 0; lineEnd < 2 && isAny(pdf.u8(end), WHITE_SPACE); lineEnd++) {
        end++;
      }
      if (pdf.has(end, STREAM_END)) {
        return (int) end + STREAM_END.length();
      }
    }
    int at = data;
    while (at < pdf.length() && !pdf.has(at, STREAM_END)) {
      at++;
    }
    return Math.min(pdf.length(), at + STREAM_END.length());
  }

  private int lineEnd(int start) {
    int at = start;
    while (at < pdf.length() && !isAny(pdf.u8(at), "\r\n")) {
      at++;
    }
    return at;
  }

  /** Returns where a string in parentheses ends, which may have pairs of them in it. */
  private int stringEnd(int start) {
    int open = 0;
    int at = start;
    while (at < pdf.length()) {
      switch (pdf.u8(at)) {
        case '\\' -> at++;
        case '(' -> open++;
        case ')' -> open--;
        default -> {}
      }
      at++;
      if (open == 0) {
        return at;
      }
    }
    return pdf.length();
  }

  private int regularEnd(int start) {
    int at = start;
    while (at < pdf.length() && !isAny(pdf.u8(at), WHITE_SPACE) && !isAny(pdf.u8(at), DELIMITERS)) {
      at++;
    }
    return at;
  }

  private String nameOf(int start, int end) {
    for (String name : NAMES) {
      if (is(start, end, name)) {
        return name;
      }
    }
    return OTHER_NAME;
  }

  /** Returns the value of a word of at most nine digits, -1 for any other. */
  private int number(int start, int end) {
    if (end - start > MOST_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int at = start; at < end; at++) {
      int digit = pdf.u8(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private boolean is(int start, int end, String word) {
    return end - start == word.length() && pdf.has(start, word);
  }

  private static boolean isAny(int value, String chars) {
    return value >= 0 && chars.indexOf(value) >= 0;
  }
}
