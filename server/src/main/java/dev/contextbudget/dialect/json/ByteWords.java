package dev.contextbudget.dialect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time: which of them are something that must be looked at one by one. */
final class ByteWords {
  /** The bytes of a word. */
  static final int BYTES = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = ONES << 7;

  private ByteWords() {}

  static long get(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  static void set(byte[] bytes, int at, long word) {
    WORD.set(bytes, at, word);
  }

  /** Returns marks for {@link #first} of backslashes. */
  static long backslashes(long word) {
    return TOPS & below(word ^ ONES * '\\', 1);
  }

  /**
   * Sets the top bit of bytes that are below a limit. The first such byte is certain; behind it the
   * borrow of the subtraction may mark others.
   */
  private static long below(long word, int limit) {
    return word - ONES * limit & ~word;
  }

  /** Returns the bytes before the first that is marked, 8 if none is. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >> 3;
  }
}
