package dev.contextbudget.dialect.media;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 in a body, decoded only as far as somebody looks.
 *
 * <p>The alphabets of RFC 4648 sections 4 and 5, mixed if need be; white space is skipped, padding
 * is optional. The text may be a raw slice of a JSON string: {@code \/} is a slash, {@code \n},
 * {@code \r} and {@code \t} are white space. Anything else ends what can be decoded.
 */
public record Base64Text(Utf8Text text) {
  private static final int GROUP_CHARS = 4;
  private static final int GROUP_BYTES = 3;

  /**
   * Returns the first bytes; fewer if there are no more or the text stops being base64. Time O(m)
   * for m bytes, and the white space between them; never throws.
   *
   * @param mostBytes {@code >= 0}
   */
  public byte[] decode(int mostBytes) {
    long charsOfMost = ((long) mostBytes + GROUP_BYTES - 1) / GROUP_BYTES * GROUP_CHARS;
    byte[] chars = new byte[(int) Math.min(charsOfMost, text.length())];
    int count = 0;
    for (int at = 0; at < text.length() && count < chars.length; at++) {
      int value = text.byteAt(at);
      if (value == '\\' && at + 1 < text.length()) {
        value = unescaped(text.byteAt(++at));
      }
      if (isSpace(value)) {
        continue;
      }
      int standard = value == '-' ? '+' : value == '_' ? '/' : value;
      if (!isOfAlphabet(standard)) {
        break;
      }
      chars[count++] = (byte) standard;
    }
    return decoded(chars, count, mostBytes);
  }

  private static byte[] decoded(byte[] chars, int count, int mostBytes) {
    // a character alone at the end holds six bits, and so no byte
    int whole = count % GROUP_CHARS == 1 ? count - 1 : count;
    byte[] bytes = Base64.getDecoder().decode(Arrays.copyOf(chars, whole));
    return bytes.length <= mostBytes ? bytes : Arrays.copyOf(bytes, mostBytes);
  }

  private static int unescaped(int value) {
    return switch (value) {
      case 'n', 'r', 't' -> ' ';
      case '/' -> '/';
      default -> '\\';
    };
  }

  private static boolean isSpace(int value) {
    return value == ' ' || value == '\t' || value == '\n' || value == '\r' || value == '\f';
  }

  private static boolean isOfAlphabet(int value) {
    return (value >= 'A' && value <= 'Z')
        || (value >= 'a' && value <= 'z')
        || (value >= '0' && value <= '9')
        || value == '+'
        || value == '/';
  }
}
