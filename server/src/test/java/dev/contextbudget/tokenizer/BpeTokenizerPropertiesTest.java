package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.split.Splitter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against jtokkit, another implementation over the same vocabularies. */
class BpeTokenizerPropertiesTest {
  private static final List<Encoding> REFERENCES =
      Stream.of(EncodingType.values())
          .map(Encodings.newLazyEncodingRegistry()::getEncoding)
          .toList();
  private static final List<String> SPECIAL =
      List.of(
          "<|endoftext|>",
          "<|endofprompt|>",
          "<|fim_prefix|>",
          "<|fim_middle|>",
          "<|fim_suffix|>",
          "<|im_start|>",
          "<|im_end|>");
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final int RUN_LENGTH = 40_000;
  private static final int BATCH_BYTES = 1 << 14;

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Encoding reference(long seed) {
    return REFERENCES.get((int) (seed % REFERENCES.size()));
  }

  private static BpeTokenizer tokenizer(Encoding reference) {
    return VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsWhatTheReferenceCounts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    String text = BoundaryText.random(random, 60);
    int expected = reference.countTokensOrdinary(text);
    int limit = random.nextInt(expected + 3);

    BpeTokenizer tokenizer = tokenizer(reference);

    assertEquals(expected, tokenizer.count(Utf8Text.of(text)));
    int upTo = tokenizer.countUpTo(Utf8Text.of(text), limit);
    assertTrue(expected <= limit ? upTo == expected : upTo > limit, "limit " + limit);
  }

  /** Oracle: no token of the text is a special one, and the tokens spell the text. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv19_whatLooksLikeASpecialTokenIsText(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      text.append(BoundaryText.random(random, 8))
          .append(SPECIAL.get(random.nextInt(SPECIAL.size())));
    }
    IntArrayList tokens = reference.encodeOrdinary(text.toString());
    for (int i = 0; i < tokens.size(); i++) {
      IntArrayList one = new IntArrayList(1);
      one.add(tokens.get(i));
      assertFalse(SPECIAL.contains(reference.decode(one)));
    }
    assertEquals(text.toString(), reference.decode(tokens));

    Utf8Text utf8 = Utf8Text.of(text.toString());
    assertEquals(tokens.size(), tokenizer(reference).count(utf8));
    assertEquals(utf8.length(), tokenizer(reference).prefixBytes(utf8, tokens.size()));
    assertTrue(tokenizer(reference).countUpTo(utf8, 1) > 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsTheLongestPrefixOfTokensThatCountsNoMoreAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    Utf8Text text = Utf8Text.of(BoundaryText.random(random, 30));
    ReferenceText expected = new ReferenceText(reference, text);
    int limit = random.nextInt(expected.tokens() + 3);

    assertEquals(expected.prefixBytes(limit), tokenizer(reference).prefixBytes(text, limit));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsTheLongestSuffixOfTokens(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    Utf8Text text = Utf8Text.of(BoundaryText.random(random, random.nextBoolean() ? 30 : 600));
    ReferenceText expected = new ReferenceText(reference, text);
    int limit = random.nextInt(expected.tokens() + 3);

    expected.assertIsSuffix(tokenizer(reference).suffixBytes(text, limit), limit);
  }

  static Stream<Arguments> runs() {
    SplittableRandom random = new SplittableRandom(1);
    Stream<Arguments> repeated =
        Stream.of("a", " ", "\n", "\r\n", "!", "ab", "'", "a'", "😀", "\u0301", "가", "=-", "ACGT")
            .map(unit -> Arguments.of(unit, unit.repeat(RUN_LENGTH / unit.length())));
    Stream<Arguments> mixed =
        Stream.of(
            Arguments.of("letters", random(random, RUN_LENGTH, 'a', 'z')),
            Arguments.of("han", random(random, RUN_LENGTH, 0x4E00, 0x9FA5)),
            Arguments.of("syllables", random(random, RUN_LENGTH, 0xAC00, 0xD7A3)));
    return Stream.concat(repeated, mixed)
        .flatMap(
            run ->
                REFERENCES.stream()
                    .map(r -> Arguments.of(r.getName(), run.get()[0], run.get()[1], r)));
  }

  private static String random(SplittableRandom random, int length, int first, int last) {
    StringBuilder run = new StringBuilder();
    random.ints(length, first, last + 1).forEach(run::appendCodePoint);
    return run.toString();
  }

  @ParameterizedTest(name = "{0} run of {1}")
  @MethodSource("runs")
  void countsRuns(String vocabulary, String unit, String run, Encoding reference) {
    assertEquals(reference.countTokensOrdinary(run), tokenizer(reference).count(Utf8Text.of(run)));
  }

  /** One piece, of which the tokens before the cut depend on nothing behind it. */
  @ParameterizedTest(name = "{0} run of {1}")
  @MethodSource("runs")
  void cutsRuns(String vocabulary, String unit, String run, Encoding reference) {
    Utf8Text text = Utf8Text.of(run);
    ReferenceText expected = new ReferenceText(reference, text);
    for (int limit = 150; limit < 155; limit++) {
      assertEquals(expected.prefixBytes(limit), tokenizer(reference).prefixBytes(text, limit));
    }
  }

  /** The bytes of the answer and the pieces split with it, of 64 bytes each at the most. */
  @ParameterizedTest
  @ValueSource(ints = {100, 5_000, 50_000})
  void readsFewBytesMoreThanTheAnswerHas(int limit) {
    ReadBytes read = new ReadBytes(BundledVocabulary.CL100K_BASE);
    byte[] text = "several words ".repeat(50_000).getBytes(UTF_8);
    int bytes = read.of(c -> c.prefixEnd(text, 0, text.length, limit, StopSignal.NEVER));

    assertTrue(bytes <= 8 * limit + BATCH_BYTES, "read " + bytes);
    assertTrue(
        read.of(c -> c.countUpTo(text, 0, text.length, limit, StopSignal.NEVER))
            <= 8 * limit + BATCH_BYTES);
    assertTrue(
        read.of(c -> c.suffixStart(text, 0, text.length, limit, StopSignal.NEVER))
            <= 3 * Math.max(1 << 10, 8 * limit) + BATCH_BYTES);
  }

  /** Counts the bytes that a counter splits. */
  private static final class ReadBytes {
    private final AtomicInteger bytes = new AtomicInteger();
    private final TokenCounter counter;

    ReadBytes(BundledVocabulary vocabulary) {
      Splitter splitter = vocabulary.splitter();
      counter =
          new TokenCounter(
              vocabulary.load(),
              (text, start, end, ends) -> {
                int pieces = splitter.split(text, start, end, ends);
                bytes.addAndGet(ends[pieces - 1] - start);
                return pieces;
              });
    }

    int of(ToIntFunction<TokenCounter> question) {
      bytes.set(0);
      int ignored = question.applyAsInt(counter);
      return bytes.get();
    }
  }
}
