package dev.contextbudget.tokenizer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the ratios of an estimate from samples: asymmetric least squares [1] of the relative
 * errors.
 *
 * <p>An estimate that is too low breaks a budget, and one that is too high only wastes some of it;
 * so the square of an error weighs {@code caution} times as much where the estimate is low. With
 * much caution that becomes the bound that just holds everywhere, which hangs on the few samples it
 * touches; with less, it hangs on more of them and holds better for texts that nobody saw. All
 * kinds of content weigh the same. Each number is drawn a little towards "like the base", which
 * decides where the samples say nothing.
 *
 * <p>Coordinate descent on a strictly convex function: one optimum, wherever it starts.
 *
 * <p>[1] Newey, Powell: Asymmetric Least Squares Estimation and Testing, Econometrica 55, 1987.
 */
final class EstimateFit {
  /** The first classes, which may add tokens for their bytes: what Latin text is a mixture of. */
  static final List<ContentClass> ADDING =
      Stream.of(ContentClass.values()).filter(c -> c.compareTo(ContentClass.LATIN) <= 0).toList();

  static final List<String> SCRIPTS =
      Stream.of(ContentClass.values()).map(ContentClass::scriptName).distinct().toList();

  /** Below, a limit in tokens would let through more of the base than is worth looking at. */
  private static final double LEAST_RATIO = 0.3;

  /**
   * Of the pull: little beside the weights, which add up to 1. A tenth of it changes few margins.
   */
  private static final double PULL = 1e-3;

  /** From so many bytes on, all texts of a kind weigh the same. */
  private static final double WEIGHTY_BYTES = 300;

  private static final int MAX_REWEIGHTINGS = 200;
  private static final int MAX_SWEEPS = 100;
  private static final double SMALL_STEP = 1e-7;

  private final double[][] rows;
  private final double[] weights;
  private final double caution;

  private EstimateFit(double[][] rows, double[] weights, double caution) {
    this.rows = rows;
    this.weights = weights;
    this.caution = caution;
  }

  /** Returns the ratios of each script, then what each class of {@link #ADDING} adds. */
  static double[] fit(
      List<EstimateSample> samples, EstimateTarget target, String base, double caution) {
    double[] likeTheBase = new double[SCRIPTS.size() + ADDING.size()];
    Arrays.fill(likeTheBase, 0, SCRIPTS.size(), 1);
    return fit(samples, target, base, caution, likeTheBase);
  }

  /** Returns the same from numbers that are near, which takes a fraction of the time. */
  static double[] fit(
      List<EstimateSample> samples,
      EstimateTarget target,
      String base,
      double caution,
      double[] start) {
    double[][] rows =
        samples.stream()
            .map(sample -> row(sample, base, target.tokens().applyAsDouble(sample)))
            .toArray(double[][]::new);
    return new EstimateFit(rows, weights(samples), caution).solve(start.clone());
  }

  /** What each number contributes to estimate / truth. */
  private static double[] row(EstimateSample sample, String base, double truth) {
    double[] row = new double[SCRIPTS.size() + ADDING.size()];
    double perByte = sample.tokens(base) / (truth * sample.text().length());
    sample
        .bytes()
        .forEach(
            (content, bytes) -> {
              row[SCRIPTS.indexOf(content.scriptName())] += perByte * bytes;
              if (ADDING.contains(content)) {
                row[SCRIPTS.size() + ADDING.indexOf(content)] = bytes / truth;
              }
            });
    return row;
  }

  /** Returns weights that add up to 1: all kinds the same, within a kind short texts less. */
  static double[] weights(List<EstimateSample> samples) {
    Map<String, Double> ofKind =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    EstimateSample::kind, Collectors.summingDouble(EstimateFit::weight)));
    return samples.stream()
        .mapToDouble(s -> weight(s) / ofKind.getOrDefault(s.kind(), 1.0) / ofKind.size())
        .toArray();
  }

  private static double weight(EstimateSample sample) {
    return Math.min(1, sample.text().length() / WEIGHTY_BYTES);
  }

  private double[] solve(double[] fitted) {
    double[] pulls = pulls(fitted.length);
    for (int i = 0; i < MAX_REWEIGHTINGS; i++) {
      double[] last = fitted.clone();
      leastSquares(fitted, pulls);
      if (farthest(last, fitted) < SMALL_STEP) {
        return fitted;
      }
    }
    throw new IllegalStateException("the fit does not settle");
  }

  /** What a class adds is pulled by what it matters, as ratios are: they have no common unit. */
  private double[] pulls(int columns) {
    double[] pulls = new double[columns];
    Arrays.fill(pulls, PULL);
    for (int column = SCRIPTS.size(); column < columns; column++) {
      int j = column;
      double square = Arrays.stream(rows).mapToDouble(row -> row[j] * row[j]).average().orElse(0);
      pulls[column] = PULL * Math.max(square, PULL);
    }
    return pulls;
  }

  /** One round: least squares with the weights that the errors of the last round call for. */
  private void leastSquares(double[] fitted, double[] pulls) {
    int n = fitted.length;
    double[][] products = new double[n][n];
    double[] wanted = new double[n];
    for (int i = 0; i < rows.length; i++) {
      double weight = weights[i] * (product(rows[i], fitted) < 1 ? caution : 1);
      for (int j = 0; j < n; j++) {
        wanted[j] += weight * rows[i][j];
        for (int k = 0; rows[i][j] > 0 && k < n; k++) {
          products[j][k] += weight * rows[i][j] * rows[i][k];
        }
      }
    }
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      double[] last = fitted.clone();
      for (int j = 0; j < n; j++) {
        boolean ratio = j < SCRIPTS.size();
        double others = product(products[j], fitted) - products[j][j] * fitted[j];
        double best = (wanted[j] - others + (ratio ? pulls[j] : 0)) / (products[j][j] + pulls[j]);
        fitted[j] = Math.max(ratio ? LEAST_RATIO : 0, best);
      }
      if (farthest(last, fitted) < SMALL_STEP) {
        return;
      }
    }
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double farthest(double[] a, double[] b) {
    double farthest = 0;
    for (int i = 0; i < a.length; i++) {
      farthest = Math.max(farthest, Math.abs(a[i] - b[i]));
    }
    return farthest;
  }

  /** Returns the estimate of samples over their truth, by their weights. */
  static double meanOverTruth(
      double[] fitted, List<EstimateSample> samples, EstimateTarget target, String base) {
    double[] weights = weights(samples);
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      EstimateSample sample = samples.get(i);
      mean +=
          weights[i] * product(row(sample, base, target.tokens().applyAsDouble(sample)), fitted);
    }
    return mean;
  }

  /** Returns the ratios by the names of the scripts, each rounded up to a thousandth. */
  static Map<String, Double> ratios(double[] fitted) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (int i = 0; i < SCRIPTS.size(); i++) {
      ratios.put(SCRIPTS.get(i), roundedUp(fitted[i]));
    }
    return ratios;
  }

  /** Returns what classes add, each rounded up to a thousandth, without those that add nothing. */
  static Map<ContentClass, Double> added(double[] fitted) {
    Map<ContentClass, Double> added = new EnumMap<>(ContentClass.class);
    for (int i = 0; i < ADDING.size(); i++) {
      double tokens = roundedUp(fitted[SCRIPTS.size() + i]);
      if (tokens > 0) {
        added.put(ADDING.get(i), tokens);
      }
    }
    return added;
  }

  private static double roundedUp(double number) {
    return Math.ceil(number * 1000 - SMALL_STEP * 1000) / 1000;
  }

  /** Returns the ratios as an estimate takes them. */
  static ContentRatios contentRatios(double[] fitted) {
    Map<String, Double> byScript = ratios(fitted);
    Map<ContentClass, Double> byClass = new EnumMap<>(ContentClass.class);
    for (ContentClass content : ContentClass.values()) {
      byClass.put(content, byScript.getOrDefault(content.scriptName(), 0.0));
    }
    return new ContentRatios(byClass, added(fitted));
  }
}
