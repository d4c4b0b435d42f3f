package dev.contextbudget.core.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells whether bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing
 * above U+10FFFF. What the JDK's decoder accepts, without the characters that it makes.
 */
public final class Utf8Check {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The bits that no byte of ASCII has. */
  private static final long NOT_ASCII = 0x8080808080808080L;

  private static final int WORDS = 4 * Long.BYTES;

  private Utf8Check() {}

  /** Returns whether a range of bytes is UTF-8. O(n), nothing is allocated. */
  public static boolean isUtf8(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      if (bytes[at] >= 0) {
        at = asciiEnd(bytes, at + 1, end);
        continue;
      }
      int length = codePointBytes(bytes, at, end);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** Returns where a run of ASCII ends, or a place in it that is near its end. */
  private static int asciiEnd(byte[] bytes, int start, int end) {
    int at = start;
    while (at <= end - WORDS) {
      long four =
          word(bytes, at) | word(bytes, at + 8) | word(bytes, at + 16) | word(bytes, at + 24);
      if ((four & NOT_ASCII) != 0) {
        break;
      }
      at += WORDS;
    }
    while (at <= end - Long.BYTES) {
      long marks = word(bytes, at) & NOT_ASCII;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >> 3);
      }
      at += Long.BYTES;
    }
    return at;
  }

  private static long word(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  /** Returns the length of the code point of more than one byte at a place, 0 if there is none. */
  private static int codePointBytes(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || end - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    if (length == 2) {
      return isContinuation(second) ? 2 : 0;
    }
    // the shortest form of E0 and F0, no surrogate of ED, nothing above F4 8F
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    boolean isOne =
        second >= least
            && second <= most
            && isContinuation(bytes[at + 2])
            && (length == 3 || isContinuation(bytes[at + 3]));
    return isOne ? length : 0;
  }

  private static boolean isContinuation(int value) {
    return (value & 0xC0) == 0x80;
  }
}
