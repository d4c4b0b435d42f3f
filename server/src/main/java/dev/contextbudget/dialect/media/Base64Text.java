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

  private static final byte END = 0;
  private static final byte SPACE = ' ';
  private static final byte ESCAPE = '\\';

  /** For each byte the character of RFC 4648 section 4 that it is, or one of the three above. */
  private static final byte[] MEANINGS = meanings();

  private static byte[] meanings() {
    byte[] meanings = new byte[256];
    String themselves = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\\";
    themselves.chars().forEach(c -> meanings[c] = (byte) c);
    " \t\n\r\f".chars().forEach(c -> meanings[c] = SPACE);
    meanings['-'] = '+';
    meanings['_'] = '/';
    return meanings;
  }

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
      byte meaning = MEANINGS[text.byteAt(at) & 0xFF];
      if (meaning == ESCAPE && at + 1 < text.length()) {
        meaning = MEANINGS[unescaped(text.byteAt(++at))];
      }
      if (meaning == END || meaning == ESCAPE) {
        break;
      }
      if (meaning != SPACE) {
        chars[count++] = meaning;
      }
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
      default -> END;
    };
  }
}
