package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the JDK's normalizer over the whole text, and how much of it that is given at a time. */
final class ComposerTest {
  private static final List<String> PARTS =
      List.of(
          "e",
          "\u0301",
          "\u0316",
          "\u0344",
          "\u0f73",
          "\u1100",
          "\u1161",
          "\u11a8",
          "\u0dd9",
          "\u0dcf",
          "\u0dca",
          "\u09c7\u09be",
          "🙂",
          "\uD81B\uDD63",
          "\uD81B\uDD67",
          "\uD818\uDD1E",
          "\uD834\uDD65");

  /** What the normalizer was given. */
  private final List<String> given = new ArrayList<>();

  private final Composer composer =
      new Composer(
          text -> {
            given.add(text);
            return Normalizer.normalize(text, Form.NFC);
          });

  static LongStream seeds() {
    return LongStream.range(0, 1_000);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int kinds = 1 + random.nextInt(PARTS.size());
    int first = random.nextInt(PARTS.size());
    for (int chars = random.nextInt(5 * Composer.PIECE_CHARS); text.length() < chars; ) {
      String part = PARTS.get((first + random.nextInt(kinds)) % PARTS.size());
      text.append(random.nextInt(50) == 0 ? part.repeat(random.nextInt(500)) : part);
    }
    return text.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void piecesAreComposedAsTheWholeIs(long seed) {
    String text = text(new SplittableRandom(seed));

    assertEquals(Normalizer.normalize(text, Form.NFC), composer.compose(text));
    assertWorkIsLinear(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0301\u0316", // change places
        "\u0344\u0316", // of which one is two
        "\u0301", // one mark
        "\u1161", // neither marks nor the begin of a stretch
        "\u1161\u11a8",
        "\uD81B\uDD67", // composed with its like from Unicode 16 on
        "\uD81B\uDD67\u0301\u0316"
      })
  void theNormalizerIsGivenNothingThatTakesItLong(String unit) {
    String text = "a" + unit.repeat(5 * Composer.PIECE_CHARS);

    assertEquals(Normalizer.normalize(text, Form.NFC), composer.compose(text));
    assertWorkIsLinear(text);
  }

  /** All of the text once; at a time, few marks to sort and few characters to close gaps with. */
  private void assertWorkIsLinear(String text) {
    int all = given.stream().mapToInt(String::length).sum();
    assertTrue(all <= MarkOrder.of(text).length() + 2 * given.size(), () -> "given " + all);
    for (String piece : given) {
      assertTrue(MarkOrderTest.longestUnordered(piece) <= MarkOrder.MAX_UNORDERED_CHARS);
      long others = piece.codePoints().filter(c -> !MarkOrderTest.isMark(c)).count();
      assertTrue(others <= Composer.PIECE_CHARS + 1, () -> "at a time " + others);
    }
  }
}
