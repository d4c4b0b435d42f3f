package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Long pieces in which the same bytes come again and again, against jtokkit. */
final class RepeatedTextTest {
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final EncodingRegistry REFERENCES = Encodings.newLazyEncodingRegistry();

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsRunsBesideRuns(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String name = random.nextBoolean() ? "o200k_base" : "cl100k_base";
    String alphabet = random.nextBoolean() ? "=-*#!" : "abceno";
    StringBuilder text = new StringBuilder();
    for (int runs = random.nextInt(1, 5); runs > 0; runs--) {
      String unit = "";
      for (int letters = random.nextInt(1, 4); letters > 0; letters--) {
        unit += alphabet.charAt(random.nextInt(alphabet.length()));
      }
      text.append(unit.repeat(random.nextInt(1, 2_000) / unit.length()));
    }
    assertSameCount(name, text.toString());
  }

  /** Longer than what is looked at in one go. */
  @ParameterizedTest
  @CsvSource({"=,200000", "-,131072", "=-,70000", "ab,66000", "' ',196609", "a,65537"})
  void countsLongRuns(String unit, int times) {
    assertSameCount("o200k_base", unit.repeat(times));
    assertSameCount("cl100k_base", unit.repeat(times) + "x");
  }

  private static void assertSameCount(String name, String text) {
    Tokenizer ours = VOCABULARIES.tokenizer(name, name).orElseThrow();
    Encoding reference = REFERENCES.getEncoding(name).orElseThrow();
    assertEquals(reference.countTokensOrdinary(text), ours.count(Utf8Text.of(text)));
  }
}
