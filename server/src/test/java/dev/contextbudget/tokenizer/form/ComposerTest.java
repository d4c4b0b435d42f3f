package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of all marks that there are, short and long, against the JDK's normalizer. */
final class ComposerTest {
  private static final NfcForm FORM = new NfcForm(new AddedTokens(List.of()));

  /** All that are no first character of a stretch, and newer ones, which are. */
  private static final int[] MARKS =
      IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
          .filter(c -> !CanonicalTable.startsStretch(c) || JvmForm.isNewer(c))
          .toArray();

  /** No marks, though some are composed with what is before them. */
  private static final List<String> OTHERS =
      List.of("a", "e", "é", "ệ", "\u1100", "\u1161", "\u11a8", "\u0dd9", "\u0dcf", "中", "🙂", " ");

  static LongStream seeds() {
    return Seeds.all();
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int runs = random.nextInt(6); runs >= 0; runs--) {
      int kinds = 1 + random.nextInt(random.nextBoolean() ? 3 : 60);
      int[] marks = random.ints(kinds, 0, MARKS.length).map(i -> MARKS[i]).toArray();
      for (int i = random.nextInt(random.nextBoolean() ? 20 : 400); i > 0; i--) {
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

    FormedText formed = FORM.of(Utf8Text.of(text), StopSignal.NEVER);

    assertEquals(Utf8Text.of(JvmForm.nfc(text)), formed.text());
  }

  /** Also within a character of many marks. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aPlaceThatIsOneOfTheOriginalHasTheFormOfWhatIsBeforeIt(long seed) {
    Utf8Text original = Utf8Text.of(text(new SplittableRandom(seed)));
    FormedText formed = FORM.of(original, StopSignal.NEVER);
    int step = 1 + formed.text().length() / 50;
    for (int place = 0; place <= formed.text().length(); place += step) {
      int before = formed.originalNotBehind(place);
      boolean isPlace = before == formed.originalNotBefore(place);
      assertTrue(original.isCodePointBoundary(before) || !formed.text().isCodePointBoundary(place));
      if (isPlace && formed.text().isCodePointBoundary(place)) {
        assertEquals(
            formed.text().slice(0, place),
            FORM.textOf(original.slice(0, before), StopSignal.NEVER),
            "place " + place);
      }
    }
  }
}
