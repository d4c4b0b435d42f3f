package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EstimateFitTest {
  private static final String BASE = "base";
  private static final EstimateTarget TRUTH =
      new EstimateTarget("t", "m", 0.05, sample -> sample.tokens("truth"));

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  /** A text of so many letters, digits and Greek letters, with counts for {@link #TRUTH}. */
  private static EstimateSample sample(
      int number, Map<ContentClass, Integer> bytes, double baseTokens, double truth) {
    JsonObject counts = new JsonObject();
    counts.addProperty(BASE, baseTokens);
    counts.addProperty("truth", truth);
    int length = bytes.values().stream().mapToInt(Integer::intValue).sum();
    Utf8Text text = Utf8Text.wrap(new byte[length]);
    return new EstimateSample("id/" + number, "kind" + number % 3, text, counts, bytes);
  }

  private static Map<ContentClass, Integer> mixture(SplittableRandom random) {
    Map<ContentClass, Integer> bytes = new EnumMap<>(ContentClass.class);
    bytes.put(ContentClass.LETTER, 20_000 + random.nextInt(20_000));
    bytes.put(ContentClass.DIGIT, random.nextInt(20_000));
    bytes.put(ContentClass.GREEK, random.nextInt(20_000));
    return bytes;
  }

  /** Samples that follow the formula exactly: the fit finds what they follow. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsTheNumbersBehindTheCounts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double ascii = 0.5 + random.nextDouble();
    double greek = 0.5 + 3 * random.nextDouble();
    double digit = 0.6 * random.nextDouble();
    List<EstimateSample> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Map<ContentClass, Integer> bytes = mixture(random);
      int length = bytes.values().stream().mapToInt(Integer::intValue).sum();
      int baseTokens = length / 5 + random.nextInt(length / 5);
      int greekBytes = bytes.getOrDefault(ContentClass.GREEK, 0);
      int digits = bytes.getOrDefault(ContentClass.DIGIT, 0);
      double ratio = (ascii * (length - greekBytes) + greek * greekBytes) / length;
      samples.add(sample(i, bytes, baseTokens, Math.round(baseTokens * ratio + digit * digits)));
    }

    double[] fitted = EstimateFit.fit(samples, TRUTH, BASE, 100);

    assertEquals(ascii, fitted[EstimateFit.SCRIPTS.indexOf("ascii")], 0.1);
    assertEquals(greek, fitted[EstimateFit.SCRIPTS.indexOf("greek")], 0.2);
    assertEquals(digit, added(fitted, ContentClass.DIGIT), 0.1);
    assertEquals(1, EstimateFit.meanOverTruth(fitted, samples, TRUTH, BASE), 0.02);
  }

  private static double added(double[] fitted, ContentClass content) {
    return fitted[EstimateFit.SCRIPTS.size() + EstimateFit.ADDING.indexOf(content)];
  }

  /** Where the samples say nothing, an estimate is like its base. */
  @Test
  void leavesWhatNoSampleTells() {
    SplittableRandom random = new SplittableRandom(1);
    List<EstimateSample> samples =
        IntStream.range(0, 9).mapToObj(i -> sample(i, mixture(random), 10_000, 12_000)).toList();

    double[] fitted = EstimateFit.fit(samples, TRUTH, BASE, 10);

    assertEquals(1, fitted[EstimateFit.SCRIPTS.indexOf("thai")], 1e-6);
    assertEquals(0, added(fitted, ContentClass.CAPITAL), 1e-6);
  }

  /** Two texts that differ only in their truth: the more caution, the nearer to the higher one. */
  @Test
  void isNearerToTheHigherOfTwoTruthsTheMoreCautionItHas() {
    Map<ContentClass, Integer> greek = Map.of(ContentClass.GREEK, 10_000);
    List<EstimateSample> samples =
        List.of(sample(0, greek, 2_000, 2_000), sample(3, greek, 2_000, 3_000));

    double even = ratioAt(samples, 1);
    double careful = ratioAt(samples, 10);
    double bound = ratioAt(samples, 1000);

    assertTrue(even < 1.25 && even < careful && careful < bound, even + " " + careful);
    assertEquals(1.5, bound, 0.02);
  }

  private static double ratioAt(List<EstimateSample> samples, double caution) {
    double[] fitted = EstimateFit.fit(samples, TRUTH, BASE, caution);
    return EstimateFit.meanOverTruth(fitted, samples.subList(0, 1), TRUTH, BASE);
  }

  @Test
  void roundsUp() {
    double[] fitted = new double[EstimateFit.SCRIPTS.size() + EstimateFit.ADDING.size()];
    fitted[0] = 1.0001;
    fitted[EstimateFit.SCRIPTS.size()] = 0.5;

    assertEquals(1.001, EstimateFit.ratios(fitted).get("ascii"));
    assertEquals(Map.of(ContentClass.LETTER, 0.5), EstimateFit.added(fitted));
  }
}
