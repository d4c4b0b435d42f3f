package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.token.Utf8Text;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against the library on the whole text at once. Windows are small, so that every text has many
 * cuts.
 */
class JtokkitTokenizerPropertiesTest {
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
  private static final int WINDOW_BYTES = 24;
  private static final int RUN_LENGTH = 40_000;
  private static final int LONG_RUN = 80_000;

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  private static Encoding reference(long seed) {
    return REFERENCES.get((int) (seed % REFERENCES.size()));
  }

  private static JtokkitTokenizer windowed(Encoding reference) {
    return new JtokkitTokenizer("t", () -> new OrdinaryEncoding(reference), WINDOW_BYTES);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsInWindowsWhatTheWholeTextHas(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    String text = BoundaryText.random(random, 60);
    int expected = reference.countTokensOrdinary(text);
    int limit = random.nextInt(expected + 3);

    JtokkitTokenizer tokenizer = windowed(reference);

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
    assertEquals(tokens.size(), windowed(reference).count(utf8));
    assertEquals(utf8.length(), windowed(reference).prefixBytes(utf8, tokens.size()));
    assertTrue(windowed(reference).countUpTo(utf8, 1) > 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsTheLongestPrefixOfTokensThatCountsNoMoreAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    Utf8Text text = Utf8Text.of(BoundaryText.random(random, 30));
    IntArrayList tokens = reference.encodeOrdinary(text.decode());
    int limit = random.nextInt(tokens.size() + 3);

    assertEquals(
        longestPrefix(reference, text, tokens, limit),
        windowed(reference).prefixBytes(text, limit));
  }

  private static int longestPrefix(
      Encoding reference, Utf8Text text, IntArrayList tokens, int limit) {
    int longest = 0;
    IntArrayList first = new IntArrayList();
    for (int i = 0; i < Math.min(limit, tokens.size()); i++) {
      first.add(tokens.get(i));
      int end = reference.decodeBytes(first).length;
      if (text.isCodePointBoundary(end)
          && reference.countTokensOrdinary(text.slice(0, end).decode()) <= limit) {
        longest = end;
      }
    }
    return longest;
  }

  /** The tail that is looked at may begin inside a token, which can cost two. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsASuffixThatFitsAndIsAtMostTwoTokensShort(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = reference(seed);
    Utf8Text text = Utf8Text.of(BoundaryText.random(random, 30));
    IntArrayList tokens = reference.encodeOrdinary(text.decode());
    int limit = random.nextInt(tokens.size() + 3);

    int bytes = windowed(reference).suffixBytes(text, limit);

    Utf8Text suffix = text.slice(text.length() - bytes, text.length());
    int counted = reference.countTokensOrdinary(suffix.decode());
    assertTrue(counted <= limit, "%d of %d".formatted(counted, limit));
    assertTrue(bytes >= longestSuffix(reference, text, tokens, limit - 2), "too short");
    assertEquals(counted == tokens.size() && tokens.size() <= limit, bytes == text.length());
  }

  private static int longestSuffix(
      Encoding reference, Utf8Text text, IntArrayList tokens, int limit) {
    IntArrayList first = new IntArrayList();
    for (int i = 0; i <= tokens.size(); i++) {
      int start = reference.decodeBytes(first).length;
      if (text.isCodePointBoundary(start)
          && tokens.size() - i <= limit
          && reference.countTokensOrdinary(text.slice(start, text.length()).decode()) <= limit) {
        return text.length() - start;
      }
      if (i < tokens.size()) {
        first.add(tokens.get(i));
      }
    }
    return 0;
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
  void countsRunsWithoutASafePlaceInWindows(
      String vocabulary, String unit, String run, Encoding reference) {
    JtokkitTokenizer tokenizer =
        new JtokkitTokenizer("t", () -> new OrdinaryEncoding(reference), 1024);

    assertEquals(reference.countTokensOrdinary(run), tokenizer.count(Utf8Text.of(run)));
  }

  static Stream<Arguments> longRuns() {
    SplittableRandom random = new SplittableRandom(2);
    return Stream.of(EncodingType.CL100K_BASE, EncodingType.O200K_BASE)
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(type, "a", "a".repeat(LONG_RUN)),
                    Arguments.of(type, "spaces", " ".repeat(LONG_RUN)),
                    Arguments.of(type, "ab", "ab".repeat(LONG_RUN / 2)),
                    Arguments.of(type, "letters", random(random, LONG_RUN, 'a', 'z')),
                    Arguments.of(type, "Han", random(random, LONG_RUN / 3, 0x4E00, 0x9FA5))));
  }

  @ParameterizedTest(name = "{0} run of {1}")
  @MethodSource("longRuns")
  void readsOnlyTheHeadOfALongRunForAFewOfItsTokens(EncodingType type, String unit, String run) {
    EncodedBytes encoded = new EncodedBytes(reference(type));
    Utf8Text text = Utf8Text.of(run);
    IntArrayList tokens = reference(type).encodeOrdinary(run);

    int most = encoded.of(t -> t.prefixBytes(text, 200));

    assertTrue(most <= 2 * TokenWindows.HEAD_BYTES, "encoded " + most);
    for (int limit = 150; limit < 155; limit++) {
      assertEquals(
          longestPrefix(reference(type), text, tokens, limit),
          encoded.tokenizer().prefixBytes(text, limit));
    }
  }

  /** Eight letters are a token, but for the first ones: a head ends within one. */
  @Test
  void readsAllOfALongRunForManyOfItsTokens() {
    Encoding reference = reference(EncodingType.O200K_BASE);
    String run = "x" + "a".repeat(LONG_RUN);
    IntArrayList tokens = reference.encodeOrdinary(run);
    int limit = 9_000;
    assertTrue(limit < tokens.size() && limit * 8 > TokenWindows.HEAD_BYTES);
    IntArrayList first = new IntArrayList();
    for (int i = 0; i < limit; i++) {
      first.add(tokens.get(i));
    }

    int bytes = new EncodedBytes(reference).tokenizer().prefixBytes(Utf8Text.of(run), limit);

    assertEquals(reference.decodeBytes(first).length, bytes);
  }

  /** The bytes for an answer, plus the windows that it ends in. */
  @ParameterizedTest
  @ValueSource(ints = {100, 5_000, 50_000})
  void encodesFewBytesMoreThanTheAnswerHas(int limit) {
    EncodedBytes encoded = new EncodedBytes(reference(EncodingType.CL100K_BASE));
    Utf8Text text = Utf8Text.of("several words ".repeat(50_000));
    int bytes = encoded.tokenizer().prefixBytes(text, limit);
    int windows = 2 * Math.min(1 << 16, Math.max(1 << 10, 8 * limit));

    assertTrue(encoded.of(t -> t.countUpTo(text, limit)) <= bytes + windows);
    assertTrue(encoded.of(t -> t.prefixBytes(text, limit)) <= bytes + windows);
    assertTrue(
        encoded.of(t -> t.suffixBytes(text, limit)) <= Math.max(1 << 10, 8 * limit) + windows);
  }

  private static Encoding reference(EncodingType type) {
    return REFERENCES.get(type.ordinal());
  }

  /** Counts the bytes that a tokenizer has encoded. */
  private static final class EncodedBytes {
    private final AtomicInteger bytes = new AtomicInteger();
    private final JtokkitTokenizer tokenizer;

    EncodedBytes(Encoding encoding) {
      Encoding counted =
          (Encoding)
              Proxy.newProxyInstance(
                  Encoding.class.getClassLoader(),
                  new Class<?>[] {Encoding.class},
                  (proxy, method, args) -> {
                    if (method.getName().equals("encodeOrdinary")) {
                      bytes.addAndGet(Utf8Text.of((String) args[0]).length());
                    }
                    return method.invoke(encoding, args);
                  });
      tokenizer = new JtokkitTokenizer("t", () -> new OrdinaryEncoding(counted));
    }

    JtokkitTokenizer tokenizer() {
      return tokenizer;
    }

    int of(ToIntFunction<JtokkitTokenizer> question) {
      bytes.set(0);
      int ignored = question.applyAsInt(tokenizer);
      return bytes.get();
    }
  }
}
