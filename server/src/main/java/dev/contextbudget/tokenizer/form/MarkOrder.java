package dev.contextbudget.tokenizer.form;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Puts long runs of combining marks in canonical order (UAX 15, "Canonical Ordering Algorithm").
 *
 * <p>The JVM's normalizer does so itself, but by insertion: 256 KiB of two marks in turn take it 22
 * s. Behind this order its work on a run is linear.
 *
 * <p>The JVM has no public combining classes, only their order: two marks change places if the
 * class of the first is the higher one. 125 KB, and some 20 ms when first used.
 */
final class MarkOrder {
  /** The normalizer may sort as many: hardly any text has more on a character, and it is quick. */
  static final int MAX_UNORDERED_CHARS = 32;

  /** By character: 0, or the place of its class among all classes, from 1 on; some 55. */
  private static final byte[] RANKS = ranks();

  private MarkOrder() {}

  private static byte[] ranks() {
    List<Integer> lowestFirst =
        NfcClasses.marks()
            .filter(mark -> decomposed(mark).equals(Character.toString(mark)))
            .boxed()
            .sorted((a, b) -> isHigher(a, b) ? 1 : isHigher(b, a) ? -1 : 0)
            .toList();
    byte[] ranks = new byte[lowestFirst.stream().mapToInt(mark -> mark).max().orElseThrow() + 1];
    int before = lowestFirst.get(0);
    byte rank = 1;
    for (int mark : lowestFirst) {
      if (isHigher(mark, before)) {
        rank++;
      }
      ranks[mark] = rank;
      before = mark;
    }
    return ranks;
  }

  /** Returns true if a mark in front of another one is moved behind it. */
  private static boolean isHigher(int mark, int other) {
    return !Normalizer.isNormalized(Character.toString(mark) + Character.toString(other), Form.NFD);
  }

  private static String decomposed(int mark) {
    return Normalizer.normalize(Character.toString(mark), Form.NFD);
  }

  /**
   * Returns a text that is canonically equivalent, in which no run of marks is both out of order
   * and longer than {@link #MAX_UNORDERED_CHARS}; the text itself if it has no run as long. O(n).
   */
  static String of(String text) {
    StringBuilder ordered = new StringBuilder();
    int copied = 0;
    for (int at = 0; at < text.length(); ) {
      int end = runEnd(text, at);
      if (end - at > MAX_UNORDERED_CHARS) {
        ordered.append(text, copied, at);
        append(text.substring(at, end), ordered);
        copied = end;
      }
      at = end < text.length() ? end + Character.charCount(text.codePointAt(end)) : end;
    }
    return copied == 0 ? text : ordered.append(text, copied, text.length()).toString();
  }

  private static int runEnd(String text, int start) {
    int at = start;
    while (at < text.length() && NfcClasses.isMark(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /** Counts the marks of each rank, then puts each in the next place of its rank. */
  private static void append(String run, StringBuilder ordered) {
    int[] marks = run.codePoints().mapMulti(MarkOrder::takeApart).toArray();
    int[] places = new int[1 << Byte.SIZE];
    for (int mark : marks) {
      places[RANKS[mark] + 1]++;
    }
    for (int rank = 1; rank < places.length; rank++) {
      places[rank] += places[rank - 1];
    }
    int[] sorted = new int[marks.length];
    for (int mark : marks) {
      sorted[places[RANKS[mark]]++] = mark;
    }
    for (int mark : sorted) {
      ordered.appendCodePoint(mark);
    }
  }

  /** A few marks have no class of their own, but are two others in one. */
  private static void takeApart(int mark, IntConsumer marks) {
    if (mark < RANKS.length && RANKS[mark] > 0) {
      marks.accept(mark);
    } else {
      decomposed(mark).codePoints().forEach(marks);
    }
  }
}
