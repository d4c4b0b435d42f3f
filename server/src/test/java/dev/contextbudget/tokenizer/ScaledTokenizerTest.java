package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScaledTokenizerTest {
  private static final Tokenizer BASE =
      new Vocabularies().tokenizer("o200k_base", "o200k_base").orElseThrow();

  private static Map<ContentClass, Double> ratios(double otherwise) {
    Map<ContentClass, Double> ratios = new EnumMap<>(ContentClass.class);
    for (ContentClass content : ContentClass.values()) {
      ratios.put(content, otherwise);
    }
    return ratios;
  }

  /** ASCII 1.5, digits 2, Greek 3, everything else 1. */
  private static ScaledTokenizer scaled() {
    Map<ContentClass, Double> ratios = ratios(1);
    ratios.put(ContentClass.ASCII, 1.5);
    ratios.put(ContentClass.DIGIT, 2.0);
    ratios.put(ContentClass.GREEK, 3.0);
    return new ScaledTokenizer("t", BASE, new ContentRatios(ratios), Accuracy.ESTIMATED, 0.1);
  }

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  /** The last column by hand: base tokens times the mean ratio by bytes, rounded up. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'',0,0",
        "Hello world,2,3", // 2 * 1.5
        "123,1,2", // 1 * 2
        "12ab,2,4", // 2 * (2*2 + 2*1.5)/4 = 2 * 1.75
        "αβ,2,6", // 2 * 3
        "αa,2,5", // 2 * (2*3 + 1.5)/3 = 2 * 2.5
        "漢,1,1", // 1 * 1
      })
  void weighsTheRatiosByBytes(String text, int baseTokens, int expected) {
    assertEquals(baseTokens, BASE.count(Utf8Text.of(text)));
    assertEquals(expected, scaled().count(Utf8Text.of(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "0x80, ASCII",
    "0xBF, ASCII",
    "0xC0, LATIN",
    "0x1EF9, LATIN",
    "0x301, LATIN",
    "0x3B1, GREEK",
    "0x42F, CYRILLIC",
    "0x5D0, HEBREW",
    "0x627, ARABIC",
    "0x905, INDIC",
    "0xE01, THAI",
    "0x4E00, CJK",
    "0x3042, CJK",
    "0x3002, CJK",
    "0xFF01, CJK",
    "0x20000, CJK",
    "0xAC00, HANGUL",
    "0x2019, ASCII",
    "0x2192, SYMBOL",
    "0x1F600, SYMBOL",
    "0xFE0F, SYMBOL",
    "0x10A0, OTHER",
    "0x1200, OTHER",
    "0x10FFFF, OTHER"
  })
  void knowsTheClassOfACharacter(String codePoint, ContentClass expected) {
    assertEquals(expected, ContentClass.of(Integer.decode(codePoint)));
  }

  @Test
  void refusesToPassForExact() {
    ContentRatios ratios = new ContentRatios(ratios(1));

    assertThrows(
        IllegalArgumentException.class,
        () -> new ScaledTokenizer("t", BASE, ratios, Accuracy.EXACT, 0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ScaledTokenizer("t", BASE, ratios, Accuracy.ESTIMATED, 0));
    assertThrows(IllegalArgumentException.class, () -> new ContentRatios(ratios(Double.NaN)));
    assertThrows(IllegalArgumentException.class, () -> new ContentRatios(ratios(0)));
    assertThrows(IllegalArgumentException.class, () -> new ContentRatios(Map.of()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsByItsOwnCount(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Utf8Text text = Utf8Text.of(BoundaryText.random(random, 40));
    ScaledTokenizer tokenizer = scaled();
    int tokens = tokenizer.count(text);
    int limit = random.nextInt(tokens + 3);

    int prefix = tokenizer.prefixBytes(text, limit);
    int suffix = tokenizer.suffixBytes(text, limit);
    int upTo = tokenizer.countUpTo(text, limit);

    assertTrue(tokenizer.count(text.slice(0, prefix)) <= limit);
    assertTrue(tokenizer.count(text.slice(text.length() - suffix, text.length())) <= limit);
    assertTrue(tokens <= limit ? upTo == tokens : upTo > limit);
    assertEquals(tokens <= limit, prefix == text.length());
    assertEquals(tokens <= limit, suffix == text.length());
    assertTrue(prefix >= BASE.prefixBytes(text, limit / 3), "no shorter than at the highest ratio");
    assertTrue(suffix >= BASE.suffixBytes(text, limit / 3), "no shorter than at the highest ratio");
  }

  /** English at 1.5: a limit of 300 is 200 tokens of the base. */
  @Test
  void cutsPlainTextAtItsRatio() {
    Utf8Text text = Utf8Text.of("The quick brown fox jumps over the lazy dog. ".repeat(100));

    assertEquals(BASE.prefixBytes(text, 200), scaled().prefixBytes(text, 300));
    assertEquals(BASE.suffixBytes(text, 200), scaled().suffixBytes(text, 300));
  }
}
