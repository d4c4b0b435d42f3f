package dev.contextbudget.dialect.json;

import java.nio.charset.StandardCharsets;

/**
 * The tokens of a JSON text (RFC 8259), one after the other and none of them decoded.
 *
 * <p>Ours and not a library's stream: those know where a string begins but not where it ends
 * without decoding it, and take escapes that are no characters. This reads each byte once, eight at
 * a time where nothing happens.
 */
final class JsonScanner {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private int at;

  /**
   * @param bytes of UTF-8
   */
  JsonScanner(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes that are read. */
  int at() {
    return at;
  }

  /** Returns the next byte; 0, which is in no JSON text, at the end. */
  byte peek() {
    return byteAt(at);
  }

  private byte byteAt(int index) {
    return index < bytes.length ? bytes[index] : 0;
  }

  /** Goes to what is no white space. */
  void skipSpace() {
    int i = at;
    while (i < bytes.length && bytes[i] <= ' ' && isSpace(bytes[i])) {
      i++;
    }
    at = i;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Reads a byte that must come next. */
  void expect(char next) throws JsonFault {
    if (peek() != next) {
      throw malformed(at);
    }
    at++;
  }

  /** Reads the next byte, whatever it is. */
  void skip() {
    at++;
  }

  /** Ends the text. */
  void expectEnd() throws JsonFault {
    if (at < bytes.length) {
      throw malformed(at);
    }
  }

  /**
   * Reads a value that holds no others.
   *
   * @return whether it is a string with escapes
   */
  boolean scalar() throws JsonFault {
    switch (peek()) {
      case '"' -> {
        return string();
      }
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> number();
    }
    return false;
  }

  private void literal(byte[] name) throws JsonFault {
    for (byte b : name) {
      expect((char) b);
    }
  }

  private void number() throws JsonFault {
    int i = byteAt(at) == '-' ? at + 1 : at;
    i = byteAt(i) == '0' ? i + 1 : afterDigits(i);
    if (byteAt(i) == '.') {
      i = afterDigits(i + 1);
    }
    if (byteAt(i) == 'e' || byteAt(i) == 'E') {
      byte sign = byteAt(i + 1);
      i = afterDigits(sign == '+' || sign == '-' ? i + 2 : i + 1);
    }
    at = i;
  }

  private int afterDigits(int from) throws JsonFault {
    int i = from;
    while (byteAt(i) >= '0' && byteAt(i) <= '9') {
      i++;
    }
    if (i == from) {
      throw malformed(i);
    }
    return i;
  }

  /** Reads a string; returns whether it has escapes. */
  boolean string() throws JsonFault {
    expect('"');
    boolean escaped = false;
    int i = plainEnd(at);
    while (byteAt(i) == '\\') {
      escaped = true;
      i = afterEscape(i);
      i = byteAt(i) == '\\' ? i : plainEnd(i);
    }
    if (byteAt(i) != '"') {
      throw malformed(i); // the end, or a control character
    }
    at = i + 1;
    return escaped;
  }

  /** Returns the next quote, backslash or control character, or the end. */
  private int plainEnd(int from) {
    int i = from;
    while (i <= bytes.length - ByteWords.BYTES) {
      long marks = ByteWords.endOfPlain(ByteWords.get(bytes, i));
      if (marks != 0) {
        return i + ByteWords.first(marks);
      }
      i += ByteWords.BYTES;
    }
    while (i < bytes.length && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] & 0xE0) != 0) {
      i++;
    }
    return i;
  }

  /** Returns the byte after an escape of a code point, which may be two escapes. */
  private int afterEscape(int from) throws JsonFault {
    switch (byteAt(from + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return from + 2;
      }
      case 'u' -> {
        char unit = unit(from);
        if (!Character.isSurrogate(unit)) {
          return from + 6;
        }
        boolean isPair =
            Character.isHighSurrogate(unit)
                && byteAt(from + 6) == '\\'
                && byteAt(from + 7) == 'u'
                && Character.isLowSurrogate(unit(from + 6));
        if (!isPair) {
          throw new JsonFault(JsonFault.Kind.LONE_SURROGATE, from);
        }
        return from + 12;
      }
      default -> throw malformed(from);
    }
  }

  private char unit(int escape) throws JsonFault {
    int unit = escape + 6 <= bytes.length ? JsonStrings.hex(bytes, escape + 2) : -1;
    if (unit < 0) {
      throw malformed(escape);
    }
    return (char) unit;
  }

  private static JsonFault malformed(int at) {
    return new JsonFault(JsonFault.Kind.MALFORMED, at);
  }
}
