package dev.contextbudget.dialect.json;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Strings between quotes and escapes and plain text (RFC 8259, 7). Linear in their bytes. */
public final class JsonStrings {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** For each byte what stands behind the backslash of its escape; 0 if it needs none. */
  private static final byte[] ESCAPES = escapes();

  private JsonStrings() {}

  private static byte[] escapes() {
    byte[] escapes = new byte[256];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    for (byte letter : new byte[] {'b', 'f', 'n', 'r', 't', '"', '\\'}) {
      escapes[plain(letter)] = letter;
    }
    return escapes;
  }

  /** Returns the text inside of quotes without its escapes, which are known to be right. */
  static Utf8Text unescaped(Utf8Text inside, StopSignal stop) {
    return inside.read((bytes, start, length) -> unescaped(bytes, start, length, stop));
  }

  /** No escape is shorter than what it stands for, so words may be copied a little too far. */
  private static Utf8Text unescaped(byte[] bytes, int start, int length, StopSignal stop) {
    Pace pace = new Pace(start, stop);
    byte[] out = new byte[length];
    int end = start + length;
    int size = 0;
    int at = start;
    while (at < end) {
      if (at <= end - ByteWords.BYTES) {
        long word = ByteWords.get(bytes, at);
        ByteWords.set(out, size, word);
        int plain = ByteWords.first(ByteWords.backslashes(word));
        at += plain;
        size += plain;
        if (plain == ByteWords.BYTES) {
          continue;
        }
      }
      pace.to(at);
      if (bytes[at] != '\\') {
        out[size++] = bytes[at++];
      } else if (bytes[at + 1] != 'u') {
        out[size++] = plain(bytes[at + 1]);
        at += 2;
      } else {
        int codePoint = codePoint(bytes, at);
        size = writeCodePoint(out, size, codePoint);
        at += codePoint < 0x10000 ? 6 : 12;
      }
    }
    return Utf8Text.wrap(Arrays.copyOf(out, size));
  }

  /** Returns the code point that one or two escapes are. */
  private static int codePoint(byte[] bytes, int escape) {
    char unit = (char) hex(bytes, escape + 2);
    return Character.isHighSurrogate(unit)
        ? Character.toCodePoint(unit, (char) hex(bytes, escape + 8))
        : unit;
  }

  /** Returns the number that four hexadecimal digits are; negative if they are none. */
  static int hex(byte[] bytes, int at) {
    return digit(bytes[at]) << 12
        | digit(bytes[at + 1]) << 8
        | digit(bytes[at + 2]) << 4
        | digit(bytes[at + 3]);
  }

  private static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : letter(b | 0x20);
  }

  private static int letter(int lower) {
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static byte plain(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  /** Returns the bytes written up to and with a code point. */
  private static int writeCodePoint(byte[] out, int size, int codePoint) {
    int at = size;
    if (codePoint < 0x80) {
      out[at++] = (byte) codePoint;
      return at;
    }
    if (codePoint < 0x800) {
      out[at++] = (byte) (0xC0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        out[at++] = (byte) (0xE0 | codePoint >> 12);
      } else {
        out[at++] = (byte) (0xF0 | codePoint >> 18);
        out[at++] = continuation(codePoint >> 12);
      }
      out[at++] = continuation(codePoint >> 6);
    }
    out[at++] = continuation(codePoint);
    return at;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Returns a text as a JSON string, with the escapes that must be and no others. */
  public static Utf8Text quoted(Utf8Text text) {
    return text.read(JsonStrings::quoted);
  }

  private static Utf8Text quoted(byte[] bytes, int start, int length) {
    int size = length + 2;
    for (int i = start; i < start + length; i++) {
      byte escape = ESCAPES[bytes[i] & 0xFF];
      size += escape == 0 ? 0 : escape == 'u' ? 5 : 1;
    }
    byte[] out = new byte[size];
    int at = 0;
    out[at++] = '"';
    for (int i = start; i < start + length; i++) {
      byte b = bytes[i];
      byte escape = ESCAPES[b & 0xFF];
      if (escape == 0) {
        out[at++] = b;
        continue;
      }
      out[at++] = '\\';
      out[at++] = escape;
      if (escape == 'u') {
        out[at++] = '0';
        out[at++] = '0';
        out[at++] = HEX[b >> 4];
        out[at++] = HEX[b & 0xF];
      }
    }
    out[at] = '"';
    return Utf8Text.wrap(out);
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
}
