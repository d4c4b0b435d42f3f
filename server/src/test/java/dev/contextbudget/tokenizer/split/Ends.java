package dev.contextbudget.tokenizer.split;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Runs a splitter over a whole text, in steps and in the middle of an array. */
final class Ends {
  /** What may stand around the text: it would join some last piece, or is half a character. */
  private static final byte[] AROUND = {
    'a',
    '\'',
    's',
    'l',
    'e',
    'Z',
    '1',
    '/',
    ' ',
    '\n',
    '.',
    (byte) 0xE4,
    (byte) 0xB8,
    (byte) 0xC5,
    (byte) 0x80
  };

  private Ends() {}

  /** Returns the ends of all pieces of the text, counted from its first byte. */
  static int[] of(Splitter splitter, String text, int capacity, SplittableRandom random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int start = random.nextInt(4);
    int end = start + bytes.length;
    byte[] array = new byte[end + random.nextInt(100)];
    for (int i = 0; i < array.length; i++) {
      array[i] = AROUND[random.nextInt(AROUND.length)];
    }
    System.arraycopy(bytes, 0, array, start, bytes.length);

    int[] all = new int[bytes.length];
    int found = 0;
    int[] ends = new int[capacity];
    for (int at = start; at < end; ) {
      int count = splitter.split(array, at, end, ends);
      for (int i = 0; i < count; i++) {
        all[found++] = ends[i] - start;
      }
      at = ends[count - 1];
    }
    return Arrays.copyOf(all, found);
  }

  /**
   * Returns the text up to the first difference and a bit beyond, with bars where pieces should
   * end.
   */
  static String shown(String text, int[] expected, int[] got) {
    int first = Math.max(0, Arrays.mismatch(expected, got));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder();
    for (int i = Math.max(0, first - 5); i < Math.min(expected.length, first + 5); i++) {
      int from = i == 0 ? 0 : expected[i - 1];
      int length = Math.min(expected[i] - from, 40);
      new String(bytes, from, length, StandardCharsets.UTF_8)
          .chars()
          .forEach(
              c -> shown.append(c > 32 && c < 127 ? "" + (char) c : String.format("\\u%04x", c)));
      shown.append(i == first ? "<|>" : "|");
    }
    return shown.toString();
  }
}
