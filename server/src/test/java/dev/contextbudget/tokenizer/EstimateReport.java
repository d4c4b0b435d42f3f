package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fits every estimate to the samples and prints the lines for {@code tokenizers.yaml}, what bounds
 * each margin, and what estimates and bounds come to. {@code deploy/bench/estimates.sh} runs it.
 */
public final class EstimateReport {
  private static final int WORST = 3;

  private EstimateReport() {}

  public static void main(String[] args) {
    List<EstimateSample> samples = EstimateSample.all();
    for (EstimateTarget target : EstimateTarget.ALL) {
      print(target, EstimateCalibration.best(samples, target), samples);
    }
  }

  /** Returns the estimate that the samples give. */
  public static Tokenizer fitted(EstimateTarget target, List<EstimateSample> samples) {
    EstimateCalibration fitted = EstimateCalibration.best(samples, target);
    return new ScaledTokenizer(
        target.tokenizer(),
        new Vocabularies().tokenizer(fitted.base(), fitted.base()).orElseThrow(),
        EstimateFit.contentRatios(fitted.numbers()),
        Accuracy.ESTIMATED,
        fitted.margin());
  }

  private static void print(
      EstimateTarget target, EstimateCalibration fitted, List<EstimateSample> samples) {
    String worst =
        fitted.worst().stream()
            .filter(EstimateCalibration::isLatin)
            .limit(WORST)
            .map(s -> "%s %+.1f %%".formatted(s.id(), 100 * fitted.shortfall(s)))
            .collect(Collectors.joining(", "));
    System.out.printf("  # Unseen: %s. Caution %.0f.%n", worst, fitted.caution());
    System.out.printf(
        "  # Bound / truth: %s; other scripts %s%n",
        overTruth(target, fitted, samples, true), overTruth(target, fitted, samples, false));
    System.out.printf("  %s:%n    base: %s%n", target.tokenizer(), fitted.base());
    System.out.printf(Locale.ROOT, "    margin: %.2f%n", fitted.margin());
    System.out.printf("    ratios: %s%n", yaml(EstimateFit.ratios(fitted.numbers())));
    Map<ContentClass, Double> added = EstimateFit.added(fitted.numbers());
    if (!added.isEmpty()) {
      System.out.printf("    added: %s%n", yaml(added));
    }
  }

  /** The mean over kinds, and the most. */
  private static String overTruth(
      EstimateTarget target,
      EstimateCalibration fitted,
      List<EstimateSample> samples,
      boolean latin) {
    List<EstimateSample> some =
        samples.stream().filter(s -> EstimateCalibration.isLatin(s) == latin).toList();
    double most = some.stream().mapToDouble(s -> fitted.bound(s, target)).max().orElseThrow();
    return "%.2f, at most %.2f".formatted(fitted.meanBound(some, target), most);
  }

  private static String yaml(Map<?, Double> numbers) {
    return numbers.entrySet().stream()
        .map(
            entry ->
                entry.getKey().toString().toLowerCase(Locale.ROOT)
                    + ": "
                    + entry.getValue().toString().replaceFirst("\\.0$", ""))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
