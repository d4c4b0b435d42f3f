package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import java.util.Arrays;

/**
 * Composes a stretch (UAX 15): takes its characters apart, puts its marks in order and composes
 * what it can. Linear, however long a stretch is, and asks a signal every {@value #STEPS_PER_CHECK}
 * steps. For one thread.
 */
final class Composer {
  private static final int STEPS_PER_CHECK = 1 << 12;

  /** Longer runs of marks are sorted by counting: hardly any character has as many. */
  private static final int MAX_INSERTED = 16;

  private static final int CLASSES = 256;
  private static final int CLASS_SHIFT = 21; // above a code point
  private static final int CODE_POINT_MASK = (1 << CLASS_SHIFT) - 1;

  private final StopSignal stop;

  /** The class of each character and the character. */
  private int[] parts = new int[64];

  private int size;
  private int steps;
  private byte[] composed = new byte[64];
  private int length;

  Composer(StopSignal stop) {
    this.stop = stop;
  }

  /** Composes a stretch; {@link #composed} has the result. */
  void compose(byte[] text, int from, int to) {
    takeApart(text, from, to);
    order();
    compose();
    encode();
  }

  /** Returns what has the last stretch, in its first {@link #length} bytes. */
  byte[] composed() {
    return composed;
  }

  int length() {
    return length;
  }

  private void takeApart(byte[] text, int from, int to) {
    size = 0;
    int likely = (to - from) / 2 + 1; // all but the first are of 2 bytes or more
    parts = likely > parts.length ? new int[likely] : parts;
    for (int at = from; at < to; ) {
      step();
      int bytes = Stretches.bytes(text[at]);
      takeApart(Stretches.codePoint(text, at, bytes));
      at += bytes;
    }
  }

  private void takeApart(int c) {
    int mapping = CanonicalTable.mapping(c);
    if (mapping == CanonicalTable.NONE) {
      add(c);
      return;
    }
    takeApart(CanonicalTable.first(mapping));
    if (CanonicalTable.second(mapping) != 0) {
      add(CanonicalTable.second(mapping));
    }
  }

  private void add(int c) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, 2 * size);
    }
    parts[size++] = CanonicalTable.combiningClass(c) << CLASS_SHIFT | c;
  }

  private void order() {
    for (int at = 0; at < size; ) {
      int end = at;
      while (end < size && parts[end] > CODE_POINT_MASK) {
        step();
        end++;
      }
      if (end - at > MAX_INSERTED) {
        sort(at, end);
      } else if (end - at > 1) {
        insert(at, end);
      }
      at = end + 1; // what ends a run is no mark
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int part = parts[i];
      int at = i;
      while (at > from && parts[at - 1] >> CLASS_SHIFT > part >> CLASS_SHIFT) {
        parts[at] = parts[at - 1];
        at--;
      }
      parts[at] = part;
    }
  }

  /** Counts the marks of each class, then puts each in the next place of its class. */
  private void sort(int from, int to) {
    int[] places = new int[CLASSES + 1];
    for (int i = from; i < to; i++) {
      places[(parts[i] >> CLASS_SHIFT) + 1]++;
      step();
    }
    for (int i = 1; i < CLASSES; i++) {
      places[i] += places[i - 1];
    }
    int[] sorted = new int[to - from];
    for (int i = from; i < to; i++) {
      sorted[places[parts[i] >> CLASS_SHIFT]++] = parts[i];
      step();
    }
    System.arraycopy(sorted, 0, parts, from, sorted.length);
  }

  /** A character is composed with the last one that is no mark, unless one like it is between. */
  private void compose() {
    int kept = 0;
    int starter = -1;
    for (int i = 0; i < size; i++) {
      step();
      int part = parts[i];
      boolean isNext = starter == kept - 1;
      if (starter >= 0 && (isNext || parts[kept - 1] >> CLASS_SHIFT < part >> CLASS_SHIFT)) {
        int both = CanonicalTable.composed(parts[starter], part & CODE_POINT_MASK);
        if (both != CanonicalTable.NONE) {
          parts[starter] = both;
          continue;
        }
      }
      if (part <= CODE_POINT_MASK) {
        starter = kept;
      }
      parts[kept++] = part;
    }
    size = kept;
  }

  private void encode() {
    int bytes = 0;
    for (int i = 0; i < size; i++) {
      step();
      bytes += bytes(parts[i] & CODE_POINT_MASK);
    }
    composed = bytes > composed.length ? new byte[bytes] : composed;
    length = 0;
    for (int i = 0; i < size; i++) {
      step();
      encode(parts[i] & CODE_POINT_MASK);
    }
  }

  private static int bytes(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }

  private void encode(int c) {
    int bytes = bytes(c);
    if (bytes == 1) {
      composed[length++] = (byte) c;
      return;
    }
    int shift = 6 * (bytes - 1);
    composed[length++] = (byte) (0xF00 >> bytes | c >> shift);
    while (shift > 0) {
      shift -= 6;
      composed[length++] = (byte) (0x80 | ((c >> shift) & 0x3F));
    }
  }

  private void step() {
    steps++;
    if (steps % STEPS_PER_CHECK == 0) {
      stop.check();
    }
  }
}
