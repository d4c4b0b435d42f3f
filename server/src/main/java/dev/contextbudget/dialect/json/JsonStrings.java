package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Strings between quotes and escapes and plain text (RFC 8259, 7). Linear in their bytes. */
public final class JsonStrings {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonStrings() {}

  /** Returns the text inside of quotes without its escapes, which are known to be right. */
  static Utf8Text unescaped(Utf8Text inside) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(inside.length());
    int at = 0;
    while (at < inside.length()) {
      byte b = inside.byteAt(at);
      if (b != '\\') {
        out.write(b);
        at++;
        continue;
      }
      byte escape = inside.byteAt(at + 1);
      at += 2;
      if (escape == 'u') {
        int unit = hex(inside, at);
        at += 4;
        if (Character.isHighSurrogate((char) unit)) {
          unit = Character.toCodePoint((char) unit, (char) hex(inside, at + 2));
          at += 6;
        }
        writeCodePoint(out, unit);
      } else {
        out.write(plain(escape));
      }
    }
    return Utf8Text.wrap(out.toByteArray());
  }

  /** Returns the number that four hexadecimal digits are. */
  static int hex(Utf8Text text, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(text.byteAt(i), 16);
    }
    return value;
  }

  private static int plain(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  private static void writeCodePoint(ByteArrayOutputStream out, int codePoint) {
    if (codePoint < 0x80) {
      out.write(codePoint);
    } else if (codePoint < 0x800) {
      out.write(0xC0 | codePoint >> 6);
      out.write(0x80 | codePoint & 0x3F);
    } else if (codePoint < 0x10000) {
      out.write(0xE0 | codePoint >> 12);
      out.write(0x80 | codePoint >> 6 & 0x3F);
      out.write(0x80 | codePoint & 0x3F);
    } else {
      out.write(0xF0 | codePoint >> 18);
      out.write(0x80 | codePoint >> 12 & 0x3F);
      out.write(0x80 | codePoint >> 6 & 0x3F);
      out.write(0x80 | codePoint & 0x3F);
    }
  }

  /** Returns a text as a JSON string, with the escapes that must be and no others. */
  public static Utf8Text quoted(Utf8Text text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + text.length() / 16 + 2);
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      byte b = text.byteAt(i);
      if (b == '"' || b == '\\') {
        out.write('\\');
        out.write(b);
      } else if (b >= 0 && b < ' ') {
        writeControl(out, b);
      } else {
        out.write(b);
      }
    }
    out.write('"');
    return Utf8Text.wrap(out.toByteArray());
  }

  /** Returns values as an array. */
  public static Utf8Text list(List<Utf8Text> values) {
    List<Utf8Text> pieces = new ArrayList<>();
    for (Utf8Text value : values) {
      pieces.add(Utf8Text.of(pieces.isEmpty() ? "[" : ","));
      pieces.add(value);
    }
    pieces.add(Utf8Text.of(values.isEmpty() ? "[]" : "]"));
    return Utf8Text.concat(pieces);
  }

  private static void writeControl(ByteArrayOutputStream out, byte control) {
    out.write('\\');
    switch (control) {
      case '\b' -> out.write('b');
      case '\f' -> out.write('f');
      case '\n' -> out.write('n');
      case '\r' -> out.write('r');
      case '\t' -> out.write('t');
      default -> {
        out.write('u');
        out.write('0');
        out.write('0');
        out.write(HEX[control >> 4]);
        out.write(HEX[control & 0xF]);
      }
    }
  }
}
