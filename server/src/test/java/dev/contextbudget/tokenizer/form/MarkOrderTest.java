package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of all marks that there are, against the JDK's normalizer. */
final class MarkOrderTest {
  /** All that begin with one that changes places with a mark of the lowest or highest class. */
  private static final int[] MARKS =
      IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
          .filter(c -> Character.getType(c) != Character.SURROGATE)
          .filter(c -> isMovable(normal(Character.toString(c), Form.NFD).codePointAt(0)))
          .toArray();

  /** No marks, though some are composed with what is before them. */
  private static final List<String> OTHERS =
      List.of("a", "e", "é", "ệ", "\u1100", "\u1161", "\u11a8", "\u0dd9", "\u0dcf", "中", "🙂", " ");

  private static boolean isMovable(int c) {
    String mark = Character.toString(c);
    return !Normalizer.isNormalized(mark + "\u0334", Form.NFD)
        || !Normalizer.isNormalized("\u0345" + mark, Form.NFD);
  }

  private static String normal(String text, Form form) {
    return Normalizer.normalize(text, form);
  }

  static LongStream seeds() {
    return LongStream.range(0, 1_000);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int runs = random.nextInt(6); runs >= 0; runs--) {
      int kinds = 1 + random.nextInt(random.nextBoolean() ? 3 : 60);
      int[] marks = random.ints(kinds, 0, MARKS.length).map(i -> MARKS[i]).toArray();
      for (int i = random.nextInt(random.nextBoolean() ? 40 : 400); i > 0; i--) {
        text.appendCodePoint(marks[random.nextInt(kinds)]);
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        text.append(OTHERS.get(random.nextInt(OTHERS.size())));
      }
    }
    return text.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFormIsTheSame(long seed) {
    String text = text(new SplittableRandom(seed));

    FormedText formed = new NfcForm(new AddedTokens(List.of())).of(Utf8Text.of(text));

    assertEquals(Utf8Text.of(normal(text, Form.NFC)), formed.text());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void longRunsAreInOrderAndAllElseStays(long seed) {
    String text = text(new SplittableRandom(seed));

    String ordered = MarkOrder.of(text);

    assertEquals(normal(text, Form.NFD), normal(ordered, Form.NFD));
    assertTrue(longestUnordered(ordered) <= MarkOrder.MAX_UNORDERED_CHARS);
    assertEquals(others(text), others(ordered));
  }

  private static String others(String text) {
    int[] others = text.codePoints().filter(c -> !isMark(c)).toArray();
    return new String(others, 0, others.length);
  }

  @Test
  void aTextWithoutALongRunIsNotCopied() {
    String text = ("a" + "\u0301\u0316".repeat(MarkOrder.MAX_UNORDERED_CHARS / 2)).repeat(100);
    assertSame(text, MarkOrder.of(text));
  }

  static boolean isMark(int c) {
    return Arrays.binarySearch(MARKS, c) >= 0;
  }

  /** Returns the chars of the longest run of marks that the normalizer would have to sort. */
  static int longestUnordered(String text) {
    int longest = 0;
    for (int at = 0; at < text.length(); ) {
      int end = at;
      while (end < text.length() && isMark(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      String run = text.substring(at, end);
      if (run.length() > longest && !Normalizer.isNormalized(run, Form.NFD)) {
        longest = run.length();
      }
      at = end == at ? end + Character.charCount(text.codePointAt(end)) : end;
    }
    return longest;
  }
}
