package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A text that grows counts what jtokkit counts of all of it, and takes work for what is added. */
class RunningCountTest {
  private static final List<Encoding> REFERENCES =
      Stream.of(EncodingType.values())
          .map(Encodings.newLazyEncodingRegistry()::getEncoding)
          .toList();
  private static final Vocabularies VOCABULARIES = new Vocabularies();

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Cuts a text at random places, some of them the same. */
  private static List<String> parts(SplittableRandom random, String text) {
    int[] cuts =
        random
            .ints(random.nextInt(1, 12), 0, text.length() + 1)
            .map(at -> start(text, at))
            .toArray();
    Arrays.sort(cuts);
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      parts.add(text.substring(from, cut));
      from = cut;
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static int start(String text, int at) {
    boolean isWithin = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
    return isWithin ? at - 1 : at;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aGrowingTextCountsWhatTheReferenceCountsOfAllOfIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = REFERENCES.get((int) (seed % REFERENCES.size()));
    RunningCount count = VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow().running();
    StringBuilder text = new StringBuilder();

    for (String part : parts(random, BoundaryText.random(random, 60))) {
      Utf8Text rest = Utf8Text.of(part);
      int ahead = count.tokensWith(rest);
      count.append(rest);
      text.append(part);
      int expected = reference.countTokensOrdinary(text.toString());
      assertEquals(expected, count.tokens());
      assertEquals(expected, ahead);
    }
  }

  /** Against the estimate of the whole text, which is not additive either. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aGrowingEstimateIsTheEstimateOfAllOfIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tokenizer base = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow();
    Tokenizer estimate = RandomEstimate.of(base, random).tokenizer();
    RunningCount count = new CountCache(1).around(estimate).running();
    StringBuilder text = new StringBuilder();

    for (String part : parts(random, BoundaryText.random(random, 60))) {
      text.append(part);
      int expected = estimate.count(Utf8Text.of(text.toString()));
      assertEquals(expected, count.tokensWith(Utf8Text.of(part)));
      count.append(Utf8Text.of(part));
      assertEquals(expected, count.tokens());
    }
  }

  @Test
  void aTextWithWordsKeepsOnlyItsEnd() {
    RunningCount count = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow().running();

    count.append(Utf8Text.of("several words ".repeat(100_000)));

    assertTrue(count.openBytes() < 40, "kept " + count.openBytes());
  }

  @Test
  void aRunOfLettersIsKeptWhole() {
    RunningCount count = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow().running();

    count.append(Utf8Text.of("several words " + "a".repeat(1 << 20)));

    assertTrue(count.openBytes() > 1 << 20, "kept " + count.openBytes());
  }

  /** The signal is asked once or more for each part, and more often for each 256 pieces. */
  @Test
  void whatIsAddedCostsNoMoreBehindALongText() {
    int[] questions = new int[2];
    for (int i = 0; i < 2; i++) {
      AtomicInteger asked = new AtomicInteger();
      StopSignal stop =
          new StopSignal(
              () -> {
                asked.incrementAndGet();
                return false;
              });
      Tokenizer tokenizer = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow();
      RunningCount count = tokenizer.stoppedBy(stop).running();
      count.append(Utf8Text.of("several words ".repeat(i * 100_000)));
      asked.set(0);
      for (byte letter : "and some more of them".repeat(50).getBytes(UTF_8)) {
        count.append(Utf8Text.wrap(new byte[] {letter}));
        int ignored = count.tokens();
      }
      questions[i] = asked.get();
    }

    assertTrue(questions[1] <= questions[0] + 10, Arrays.toString(questions));
  }
}
