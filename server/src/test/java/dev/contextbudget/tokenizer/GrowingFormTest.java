package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokenSplitter;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.form.FormedTokenizer;
import dev.contextbudget.tokenizer.form.NfcForm;
import dev.contextbudget.tokenizer.form.SpaceForm;
import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import dev.contextbudget.tokenizer.form.TextForm;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Growing texts and chunks in another form and with added tokens, against the count of the whole,
 * which has its own references.
 */
final class GrowingFormTest {
  private static final Vocabulary VOCABULARY = BundledVocabulary.R50K_BASE.load();
  private static final int LONGEST = VOCABULARY.maxTokenBytes();

  private static final List<String> PARTS =
      List.of(
          "e",
          "\u0301",
          "\u0316",
          "the ",
          "\u2581",
          "\u2581\u2581",
          "中",
          "g\u0303\u0301",
          " ",
          "u",
          "m\u0308",
          "e\u1dca\u0301",
          "\u1dca",
          "\u1100",
          "\u1161",
          "\u11A8",
          "<",
          "\u0338",
          "think",
          ">",
          "<think>",
          "<think",
          ">\u0338",
          "</think>",
          "\n",
          "\n\n",
          "don't",
          "I're",
          "12",
          "🙂",
          "\u0344",
          "AB",
          "字");

  private static final List<String> ADDED =
      List.of("<think>", "</think>", "\n\n\n", "<t", "\u2581\u2581", "\u2581\u2581\u2581中");

  static LongStream seeds() {
    return Seeds.all();
  }

  private static String text(SplittableRandom random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      String part = PARTS.get(random.nextInt(PARTS.size()));
      text.append(random.nextInt(20) == 0 ? part.repeat(random.nextInt(30)) : part);
    }
    return text.toString();
  }

  private static Tokenizer tokenizer(SplittableRandom random) {
    AddedTokens added =
        new AddedTokens(
            ADDED.stream()
                .filter(token -> random.nextBoolean())
                .map(token -> token.getBytes(UTF_8))
                .toList());
    SplitPattern pattern = SplitPattern.values()[random.nextInt(SplitPattern.values().length)];
    Tokenizer base =
        BpeTokenizer.of("t", VOCABULARY, new AddedTokenSplitter(added, pattern.splitter()));
    Front front = added.isEmpty() ? Front.values()[random.nextInt(3)] : Front.NOTHING;
    return switch (random.nextInt(3)) {
      case 0 -> base;
      case 1 -> new FormedTokenizer(base, new NfcForm(added), LONGEST);
      default -> new FormedTokenizer(base, new SpaceForm(front, added), LONGEST);
    };
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aGrowingTextCountsWhatAllOfItDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tokenizer tokenizer = tokenizer(random);
    RunningCount count = tokenizer.running();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(25); i >= 0; i--) {
      String part = text(random, random.nextInt(4) == 0 ? 40 : 4);
      text.append(part);
      count.append(Utf8Text.of(part));
      assertEquals(tokenizer.count(Utf8Text.of(text.toString())), count.tokens());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noChunkHasTooManyTokensAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tokenizer tokenizer = tokenizer(random);
    Utf8Text text = Utf8Text.of(text(random, 200));
    int limit = 1 + random.nextInt(random.nextBoolean() ? 16 : 60);

    int[] ends = tokenizer.chunkEnds(text, ChunkLimit.ofTokens(limit));

    int from = 0;
    for (int end : ends) {
      int tokens = tokenizer.count(text.slice(from, end));
      boolean isOneCodePoint = text.slice(from, end).decode().codePoints().count() == 1;
      assertTrue(tokens > 0, "a chunk of nothing");
      assertTrue(tokens <= limit || isOneCodePoint, "%d of %d".formatted(tokens, limit));
      from = end;
    }
    assertEquals(text.length(), from);
  }

  /** Each chunk alone gets a space in front, for which there is room. */
  @Test
  void chunksWithASpaceInFrontAreFull() {
    Tokenizer tokenizer =
        new FormedTokenizer(
            BpeTokenizer.of("t", VOCABULARY, SplitPattern.GPT2.splitter()),
            new SpaceForm(Front.SPACE, new AddedTokens(List.of())),
            LONGEST);
    Utf8Text text = Utf8Text.of("\n".repeat(1_000));

    int from = 0;
    for (int end : tokenizer.chunkEnds(text, ChunkLimit.ofTokens(16))) {
      int tokens = tokenizer.count(text.slice(from, end));
      assertTrue(tokens <= 16 && (tokens >= 14 || end == text.length()), "tokens: " + tokens);
      from = end;
    }
  }

  /** One character of thousands of marks, which no form cuts. */
  @Test
  void aCharacterOfTooManyMarksIsCutBetweenThem() {
    Tokenizer tokenizer =
        new FormedTokenizer(
            BpeTokenizer.of("t", VOCABULARY, SplitPattern.GPT2.splitter()),
            new NfcForm(new AddedTokens(List.of())),
            LONGEST);
    Utf8Text text = Utf8Text.of("a" + "\u0301".repeat(2_000));

    int from = 0;
    for (int end : tokenizer.chunkEnds(text, ChunkLimit.ofTokens(16))) {
      assertTrue(tokenizer.count(text.slice(from, end)) <= 16);
      from = end;
    }
    assertEquals(text.length(), from);
  }

  /** All that may still become another character or an added token, and no more. */
  @Test
  void onlyTheEndOfATextIsKept() {
    AddedTokens added = new AddedTokens(List.of("<think>".getBytes(UTF_8)));
    Tokenizer base =
        BpeTokenizer.of(
            "t", VOCABULARY, new AddedTokenSplitter(added, SplitPattern.CL100K.splitter()));
    for (TextForm form : List.of(new NfcForm(added), new SpaceForm(Front.NOTHING, added))) {
      RunningCount count = new FormedTokenizer(base, form, LONGEST).running();
      count.append(Utf8Text.of("several words, caf\u0065\u0301 and\u2581more ".repeat(1_000)));
      assertTrue(count.openBytes() < 60, "kept " + count.openBytes());
    }
  }
}
