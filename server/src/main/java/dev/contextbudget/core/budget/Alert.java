package dev.contextbudget.core.budget;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A utilisation of the input budget that was reached.
 *
 * <p>A prompt that is near its limit most of the time is a sign that a slot takes in too much, so
 * the alert names the largest one.
 *
 * @param thresholdRatio the highest threshold reached
 * @param utilizationRatio used tokens over the input budget
 * @param largestSlot the slot that uses most; of equal ones the name that sorts first
 */
public record Alert(double thresholdRatio, double utilizationRatio, String largestSlot) {

  /** Thresholds of a policy that sets none. */
  public static final List<Double> DEFAULT_RATIOS = List.of(0.7, 0.8, 0.9);

  /**
   * Returns the highest of {@code thresholdRatios} that is reached, if any.
   *
   * @param utilizationRatio used tokens over the input budget, tokens of no slot included
   * @param thresholdRatios each above 0; in any order
   */
  public static Optional<Alert> highest(
      double utilizationRatio, List<Double> thresholdRatios, List<SlotUse> uses) {
    Optional<SlotUse> largest =
        uses.stream()
            .min(Comparator.comparingInt(SlotUse::tokens).reversed().thenComparing(SlotUse::slot));
    return largest.flatMap(
        slot ->
            thresholdRatios.stream()
                .filter(ratio -> ratio <= utilizationRatio)
                .max(Comparator.naturalOrder())
                .map(ratio -> new Alert(ratio, utilizationRatio, slot.slot())));
  }
}
