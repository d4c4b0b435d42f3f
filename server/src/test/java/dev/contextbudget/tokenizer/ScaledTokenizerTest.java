package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /**
   * ASCII 1.5, Greek 3, everything else 1; half a token more for a digit, a quarter for a capital.
   */
  private static ScaledTokenizer scaled() {
    Map<ContentClass, Double> ratios = ratios(1);
    for (ContentClass content : ContentClass.values()) {
      if (content.scriptName().equals("ascii")) {
        ratios.put(content, 1.5);
      }
    }
    ratios.put(ContentClass.GREEK, 3.0);
    Map<ContentClass, Double> added =
        Map.of(ContentClass.DIGIT, 0.5, ContentClass.CAPITAL, 0.25, ContentClass.LATIN, 1.0);
    return new ScaledTokenizer(
        "t", BASE, new ContentRatios(ratios, added), Accuracy.ESTIMATED, 0.1);
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /** The last column by hand: base tokens times the mean ratio, plus the bytes', rounded up. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'',0,0",
        "hello world,2,3", // 2 * 1.5
        "Hello World,2,4", // 2 * 1.5 + 2 * 0.25 = 3.5
        "123,1,3", // 1 * 1.5 + 3 * 0.5
        "12ab,2,4", // 2 * 1.5 + 2 * 0.5
        "αβ,2,6", // 2 * 3
        "αa,2,5", // 2 * (2*3 + 1.5)/3 = 2 * 2.5
        "漢,1,1", // 1 * 1
        "漢1,2,3", // 2 * (3*1 + 1.5)/4 + 0.5 = 2.75
        "é,1,3", // 1 * 1 + 2 * 1
      })
  void weighsTheRatiosByBytes(String text, int baseTokens, int expected) {
    assertEquals(baseTokens, BASE.count(Utf8Text.of(text)));
    assertEquals(expected, scaled().count(Utf8Text.of(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "0x0, SIGN",
    "0x8, SIGN",
    "0x9, BLANK",
    "0xA, BLANK",
    "0xD, BLANK",
    "0xE, SIGN",
    "0x20, BLANK",
    "0x21, SIGN",
    "0x2F, SIGN",
    "0x30, DIGIT",
    "0x39, DIGIT",
    "0x3A, SIGN",
    "0x40, SIGN",
    "0x41, CAPITAL",
    "0x5A, CAPITAL",
    "0x5B, SIGN",
    "0x60, SIGN",
    "0x61, LETTER",
    "0x7A, LETTER",
    "0x7B, SIGN",
    "0x7F, SIGN",
    "0x80, SIGN",
    "0xBF, SIGN",
    "0xC0, LATIN",
    "0x1EF9, VIETNAMESE",
    "0x301, LATIN",
    "0x3B1, GREEK",
    "0x42F, CYRILLIC",
    "0x5D0, HEBREW",
    "0x627, ARABIC",
    "0x905, DEVANAGARI",
    "0x97F, DEVANAGARI",
    "0x980, INDIC",
    "0xE01, THAI",
    "0x4E00, CJK",
    "0x3042, KANA",
    "0x30FF, KANA",
    "0x3105, CJK",
    "0x3002, CJK",
    "0xFF01, CJK",
    "0x20000, CJK",
    "0xAC00, HANGUL",
    "0x2019, SIGN",
    "0x2192, SYMBOL",
    "0x25FF, SYMBOL",
    "0x2600, EMOJI",
    "0x27BF, EMOJI",
    "0x27C0, SYMBOL",
    "0x1F600, EMOJI",
    "0xFE0F, EMOJI",
    "0x531, ARMENIAN",
    "0x58F, ARMENIAN",
    "0x10D0, GEORGIAN",
    "0xE81, OTHER",
    "0x1200, OTHER",
    "0x3FFFF, CJK",
    "0x40000, OTHER",
    "0x10FFFF, OTHER"
  })
  void knowsTheClassOfACharacter(String codePoint, ContentClass expected) {
    assertEquals(expected, ContentClass.of(Integer.decode(codePoint)));
  }

  @Test
  void refusesToPassForExact() {
    ContentRatios ratios = new ContentRatios(ratios(1), Map.of());

    assertThrows(
        IllegalArgumentException.class,
        () -> new ScaledTokenizer("t", BASE, ratios, Accuracy.EXACT, 0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ScaledTokenizer("t", BASE, ratios, Accuracy.ESTIMATED, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, 0, -1, 101})
  void refusesRatiosThatAreNone(double ratio) {
    assertThrows(IllegalArgumentException.class, () -> new ContentRatios(ratios(ratio), Map.of()));
    assertThrows(IllegalArgumentException.class, () -> new ContentRatios(Map.of(), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, 11})
  void refusesToTakeTokensAwayForAByte(double added) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ContentRatios(ratios(1), Map.of(ContentClass.DIGIT, added)));
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
    assertIsLongest(text, limit, prefix, k -> text.slice(0, BASE.prefixBytes(text, k)));
    assertIsLongest(
        text,
        limit,
        suffix,
        k -> text.slice(text.length() - BASE.suffixBytes(text, k), text.length()));
  }

  /**
   * The oracle tries every number of tokens of the base: the first part that does not fit is no
   * shorter than what was found, or leaves no room for one more token at the ratio so far.
   */
  private static void assertIsLongest(
      Utf8Text text, int limit, int found, IntFunction<Utf8Text> part) {
    Utf8Text last = Utf8Text.EMPTY;
    for (int k = 1; last.length() < text.length(); k++) {
      Utf8Text next = part.apply(k);
      int counted = scaled().count(last);
      if (scaled().count(next) > limit || (k > 1 && counted * k > limit * (k - 1))) {
        assertTrue(found >= last.length(), "%d of %d bytes".formatted(found, last.length()));
        return;
      }
      last = next;
    }
  }

  /** One more byte changes an estimate by what the base and the byte itself come to. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverJumps(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder ascii = new StringBuilder();
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      ascii.append((char) random.nextInt(0x80));
    }
    Utf8Text longer = Utf8Text.of(ascii.toString());
    Utf8Text text = longer.slice(0, longer.length() - 1);
    double base = 1.5 * (BASE.count(longer) - BASE.count(text));

    int grown = scaled().count(longer) - scaled().count(text);

    assertTrue(grown > base - 1 && grown < base + 0.5 + 1, "%d for %s".formatted(grown, base));
  }

  /** English at 1.5: a limit of 300 is 200 tokens of the base. */
  @Test
  void cutsPlainTextAtItsRatio() {
    Utf8Text text = Utf8Text.of("the quick brown fox jumps over the lazy dog. ".repeat(100));

    assertEquals(BASE.prefixBytes(text, 200), scaled().prefixBytes(text, 300));
    assertEquals(BASE.suffixBytes(text, 200), scaled().suffixBytes(text, 300));
  }
}
