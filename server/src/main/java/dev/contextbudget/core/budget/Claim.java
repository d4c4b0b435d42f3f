package dev.contextbudget.core.budget;

import java.math.BigDecimal;

/**
 * What one slot asks of a division.
 *
 * <p>Bounds need not be whole, because a floor or ceiling may be a share of the budget, and
 * rounding it first would let another slot lose a token when the budget grows.
 *
 * @param name breaks ties; unique in a division
 * @param floorTokens tokens it has before sharing; {@code >= 0}
 * @param ceilingTokens most tokens it may have; {@code >= floorTokens}
 * @param weight share against the other claims, only ratios matter; finite and {@code > 0}
 */
public record Claim(String name, BigDecimal floorTokens, BigDecimal ceilingTokens, double weight) {
  public Claim {
    if (floorTokens.signum() < 0 || ceilingTokens.compareTo(floorTokens) < 0) {
      throw new IllegalArgumentException(
          "claim %s: want 0 <= floor <= ceiling, got floor=%s ceiling=%s"
              .formatted(name, floorTokens, ceilingTokens));
    }
    if (!(weight > 0) || Double.isInfinite(weight)) { // !(> 0) also catches NaN
      throw new IllegalArgumentException(
          "claim %s: weight must be positive and finite, got %s".formatted(name, weight));
    }
  }

  /** Returns a claim with whole bounds. */
  public static Claim of(String name, long floorTokens, long ceilingTokens, double weight) {
    return new Claim(
        name, BigDecimal.valueOf(floorTokens), BigDecimal.valueOf(ceilingTokens), weight);
  }
}
