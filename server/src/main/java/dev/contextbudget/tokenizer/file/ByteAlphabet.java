package dev.contextbudget.tokenizer.file;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The 256 characters by which GPT-2 and all who took over its files write bytes: printable ones
 * stand for themselves, the others for U+0100 and up (openai/gpt-2, {@code encoder.py}, {@code
 * bytes_to_unicode}).
 */
final class ByteAlphabet {
  private static final int SHIFTED = 0x100;

  /** By character, -1 for one that is no byte. */
  private static final short[] BYTES = bytes();

  private ByteAlphabet() {}

  private static short[] bytes() {
    short[] bytes = new short[2 * SHIFTED];
    Arrays.fill(bytes, (short) -1);
    int shifted = SHIFTED;
    for (short b = 0; b < SHIFTED; b++) {
      boolean isPrinted = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xFF && b != 0xAD);
      bytes[isPrinted ? b : shifted++] = b;
    }
    return bytes;
  }

  /** Returns the bytes that a string of the alphabet stands for, or null if it is none. */
  static byte @Nullable [] decode(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        return null;
      }
      bytes[i] = (byte) BYTES[c];
    }
    return bytes;
  }
}
