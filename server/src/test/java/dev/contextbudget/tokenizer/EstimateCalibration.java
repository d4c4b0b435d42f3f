package dev.contextbudget.tokenizer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ratios of an estimate, and the margin that held for texts that the fit had not seen.
 *
 * <p>Each source of samples is left out once, and its texts are estimated by a fit to all others.
 * The margin is the largest shortfall among texts in Latin letters, rounded up to a hundredth.
 * Other scripts have few samples and languages that differ; instead of a wider margin for everyone,
 * the ratio of such a script is raised until its own texts are within the margin as well.
 *
 * <p>Ratios are scaled so that estimates of texts in Latin letters are right on the average over
 * the kinds of content.
 *
 * @param base the vocabulary whose counts are scaled
 * @param caution of the fit
 * @param numbers of {@link EstimateFit}, scaled and raised
 * @param unseen the share by which the truth was above the estimate of each sample, by a fit
 *     without its source, raised alike
 */
record EstimateCalibration(
    String base,
    double caution,
    double[] numbers,
    double margin,
    Map<EstimateSample, Double> unseen) {

  private static final List<String> BASES = List.of("cl100k_base", "o200k_base");
  private static final List<Double> CAUTIONS = List.of(10.0, 100.0, 1000.0);

  /** Returns the one whose bounds are lowest on the average over the kinds of content. */
  static EstimateCalibration best(List<EstimateSample> samples, EstimateTarget target) {
    return BASES.stream()
        .flatMap(base -> CAUTIONS.stream().map(caution -> of(samples, target, base, caution)))
        .min(Comparator.comparingDouble(fitted -> fitted.meanBound(samples, target)))
        .orElseThrow();
  }

  private static EstimateCalibration of(
      List<EstimateSample> samples, EstimateTarget target, String base, double caution) {
    List<EstimateSample> latin = samples.stream().filter(EstimateCalibration::isLatin).toList();
    double[] numbers = EstimateFit.fit(samples, target, base, caution);
    double scale = 1 / EstimateFit.meanOverTruth(numbers, latin, target, base);
    Map<EstimateSample, Double> unseen = unseen(samples, target, base, caution, numbers, scale);
    double widest = latin.stream().mapToDouble(s -> at(unseen, s)).max().orElseThrow();
    double margin = Math.max(target.leastMargin(), Math.ceil(widest * 100) / 100);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= scale;
    }
    raise(numbers, unseen, margin);
    return new EstimateCalibration(base, caution, numbers, margin, unseen);
  }

  static boolean isLatin(EstimateSample sample) {
    return sample.script() == ContentClass.LETTER;
  }

  private static double at(Map<EstimateSample, Double> shortfalls, EstimateSample sample) {
    return shortfalls.getOrDefault(sample, Double.NaN);
  }

  private static Map<EstimateSample, Double> unseen(
      List<EstimateSample> samples,
      EstimateTarget target,
      String base,
      double caution,
      double[] seen,
      double scale) {
    Map<EstimateSample, Double> unseen = new HashMap<>();
    for (String source : samples.stream().map(EstimateSample::source).distinct().toList()) {
      List<EstimateSample> others =
          samples.stream().filter(s -> !s.source().equals(source)).toList();
      double[] numbers = EstimateFit.fit(others, target, base, caution, seen);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] *= scale;
      }
      ContentRatios ratios = EstimateFit.contentRatios(numbers);
      samples.stream()
          .filter(s -> s.source().equals(source))
          .forEach(
              s -> unseen.put(s, target.shortfall(s, ratios.tokens(s.text(), s.tokens(base)))));
    }
    return unseen;
  }

  /**
   * Raises the ratios of scripts with texts above the margin, and takes that off the shortfalls.
   */
  private static void raise(double[] numbers, Map<EstimateSample, Double> unseen, double margin) {
    Stream.of(ContentClass.values())
        .filter(script -> script.compareTo(ContentClass.LATIN) > 0)
        .forEach(
            script -> {
              List<EstimateSample> texts =
                  unseen.keySet().stream().filter(s -> s.script() == script).toList();
              double worst = texts.stream().mapToDouble(s -> at(unseen, s)).max().orElse(0);
              double raise = Math.max(1, (1 + worst) / (1 + margin));
              numbers[EstimateFit.SCRIPTS.indexOf(script.scriptName())] *= raise;
              texts.forEach(s -> unseen.merge(s, 0.0, (now, zero) -> (1 + now) / raise - 1));
            });
  }

  /** Returns the mean over kinds of estimate and margin by the truth: what the margin costs. */
  double meanBound(List<EstimateSample> samples, EstimateTarget target) {
    double[] weights = EstimateFit.weights(samples);
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] * bound(samples.get(i), target);
    }
    return mean;
  }

  /** Returns the upper bound of an estimate by the truth. */
  double bound(EstimateSample sample, EstimateTarget target) {
    int estimate = EstimateFit.contentRatios(numbers).tokens(sample.text(), sample.tokens(base));
    return (1 + margin) * estimate / target.tokens().applyAsDouble(sample);
  }

  /**
   * Returns by which share the truth was above the estimate of a sample that the fit had not seen.
   */
  double shortfall(EstimateSample sample) {
    return at(unseen, sample);
  }

  /** Returns the samples by how far the truth was above the estimate, the worst first. */
  List<EstimateSample> worst() {
    return unseen.keySet().stream()
        .sorted(
            Comparator.comparingDouble((EstimateSample s) -> -at(unseen, s))
                .thenComparing(EstimateSample::id))
        .toList();
  }
}
