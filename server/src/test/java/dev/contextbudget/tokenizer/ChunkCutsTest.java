package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks of so many tokens, against jtokkit and the published regular expressions. */
class ChunkCutsTest {
  private static final List<Encoding> REFERENCES =
      Stream.of(EncodingType.values())
          .map(Encodings.newLazyEncodingRegistry()::getEncoding)
          .toList();
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final int MIN_TOKENS = 16;

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Of two or three of these, runs of which the parts count more alone. */
  private static final List<String> RUN_UNITS =
      List.of(
          "!", "/", "\n", "\r\n", " ", "\uFFFD", "\u0301", "字", "A", "b", "'", "'s", "'re", "\t",
          "é", "\u00A0", "😀", "\u200D", "한", "ก", "\uFE0F", "ß", "\u2003", "\u0085", "。");

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(BoundaryText.random(random, 30));
      if (random.nextBoolean()) {
        HostileText run = HostileText.values()[random.nextInt(HostileText.values().length)];
        text.append(new String(run.utf8(random.nextInt(150)), UTF_8));
      } else {
        int[] units = random.ints(3, 0, RUN_UNITS.size()).toArray();
        random.ints(random.nextInt(120), 0, 3).forEach(j -> text.append(RUN_UNITS.get(units[j])));
      }
    }
    return text.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void chunksAreAsLongAsTheRuleAllows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = REFERENCES.get((int) (seed % REFERENCES.size()));
    int limit = MIN_TOKENS + random.nextInt(random.nextBoolean() ? 8 : 300);

    assertCutByTheRule(reference, text(random), limit);
  }

  /** Slashes and newlines behind a sign are one piece, and alone mostly two. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aChunkIsCountedAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("!");
    random.ints(random.nextInt(20, 150), 0, 2).forEach(i -> text.append(i == 0 ? "\r\n" : "/"));
    text.append(random.nextBoolean() ? "" : " and a word");

    assertCutByTheRule(REFERENCES.get(REFERENCES.size() - 1), text.toString(), MIN_TOKENS);
  }

  private static void assertCutByTheRule(Encoding reference, String text, int limit) {
    Utf8Text utf8 = Utf8Text.of(text);
    ReferenceText expected = new ReferenceText(reference, utf8);
    Tokenizer tokenizer = VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow();

    int[] ends = tokenizer.chunkEnds(utf8, ChunkLimit.ofTokens(limit));

    int from = 0;
    for (int end : ends) {
      int alone = expected.tokens(from, end);
      assertTrue(alone > 0 && alone <= limit, "%d of %d".formatted(alone, limit));
      from = end;
    }
    assertEquals(utf8.length(), from);
    assertArrayEquals(expected.chunkEnds(limit), ends);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void chunksOfAnEstimateFollowTheSameRule(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = REFERENCES.get((int) (seed % REFERENCES.size()));
    Tokenizer base = VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow();
    RandomEstimate estimate = RandomEstimate.of(base, random);
    String text = text(random);
    int limit = 4 * MIN_TOKENS + random.nextInt(200);
    Utf8Text utf8 = Utf8Text.of(text);

    int[] ends =
        new CountCache(1).around(estimate.tokenizer()).chunkEnds(utf8, ChunkLimit.ofTokens(limit));

    int from = 0;
    for (int end : ends) {
      assertTrue(estimate.tokenizer().count(utf8.slice(from, end)) <= limit);
      from = end;
    }
    assertEquals(utf8.length(), from);
    ReferenceText expected = new ReferenceText(reference, utf8);
    assertArrayEquals(expected.chunkEnds(limit, estimate.ratios()::tokens), ends);
  }

  @Test
  void wordsAreNotCutUnlessTheyAreTooLong() {
    Tokenizer tokenizer = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow();
    Utf8Text text = Utf8Text.of("word ".repeat(20) + "x".repeat(400) + " word");

    int[] ends = tokenizer.chunkEnds(text, ChunkLimit.ofTokens(MIN_TOKENS));

    assertEquals(5 * 16 - 1, ends[0]);
    assertEquals(5 * 20 - 1, ends[1]);
    assertEquals(text.length(), ends[ends.length - 1]);
    assertArrayEquals(new int[0], tokenizer.chunkEnds(Utf8Text.EMPTY, ChunkLimit.ofTokens(16)));
  }
}
