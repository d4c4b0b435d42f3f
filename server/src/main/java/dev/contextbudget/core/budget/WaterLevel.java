package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The level λ at which claims of {@code clamp(λ·weight, floor, ceiling)} add up to a budget.
 *
 * <p>λ is the fraction {@code tokens / weight} of two whole numbers, found by a sweep over the
 * levels at which a claim leaves its floor or reaches its ceiling, lowest first. All arithmetic is
 * in whole numbers, in units of the finest decimal that occurs, and a weight is the decimal that
 * names it. Nothing is rounded, so the order of the claims cannot show in a sum, weights from
 * 1e-300 to 1e300 stand together, and a share of exactly n tokens is n and not n - 1.
 *
 * <p>Time O(n log n) for n claims.
 */
final class WaterLevel {

  /** A claim in whole units. */
  private record Units(BigInteger floor, BigInteger ceiling, BigInteger weight) {}

  /** The level {@code tokens / weight} at which a claim leaves its floor or reaches its ceiling. */
  private record Bend(BigInteger tokens, BigInteger weight, boolean rises)
      implements Comparable<Bend> {
    @Override
    public int compareTo(Bend other) {
      return tokens.multiply(other.weight).compareTo(other.tokens.multiply(weight));
    }
  }

  private final List<Units> claims;
  private final BigInteger unitsPerToken;
  private final BigInteger levelTokens;
  private final BigInteger levelWeight;

  private WaterLevel(
      List<Units> claims,
      BigInteger unitsPerToken,
      BigInteger levelTokens,
      BigInteger levelWeight) {
    this.claims = claims;
    this.unitsPerToken = unitsPerToken;
    this.levelTokens = levelTokens;
    this.levelWeight = levelWeight;
  }

  /**
   * Returns the level of a budget; 0 if the floors leave nothing to share.
   *
   * @param budgetTokens less than the sum of the ceilings, as no level ends otherwise
   */
  static WaterLevel of(BigDecimal budgetTokens, List<Claim> claims) {
    int scale = Math.max(0, budgetTokens.scale());
    int weightScale = 0;
    for (Claim claim : claims) {
      scale = Math.max(scale, claim.floorTokens().scale());
      scale = Math.max(scale, claim.ceilingTokens().scale());
      weightScale = Math.max(weightScale, BigDecimal.valueOf(claim.weight()).scale());
    }
    List<Units> units = new ArrayList<>(claims.size());
    for (Claim claim : claims) {
      units.add(
          new Units(
              whole(claim.floorTokens(), scale),
              whole(claim.ceilingTokens(), scale),
              whole(BigDecimal.valueOf(claim.weight()), weightScale)));
    }
    return sweep(whole(budgetTokens, scale), units, BigInteger.TEN.pow(scale));
  }

  private static BigInteger whole(BigDecimal value, int scale) {
    return value.setScale(scale).unscaledValue();
  }

  private static WaterLevel sweep(BigInteger budget, List<Units> claims, BigInteger unitsPerToken) {
    // at level λ the claims hold fixed + λ·slope
    BigInteger fixed = BigInteger.ZERO;
    BigInteger slope = BigInteger.ZERO;
    List<Bend> bends = new ArrayList<>(2 * claims.size());
    for (Units claim : claims) {
      fixed = fixed.add(claim.floor());
      bends.add(new Bend(claim.floor(), claim.weight(), true));
      bends.add(new Bend(claim.ceiling(), claim.weight(), false));
    }
    if (budget.compareTo(fixed) <= 0) {
      return new WaterLevel(claims, unitsPerToken, BigInteger.ZERO, BigInteger.ONE);
    }
    bends.sort(null);
    for (Bend bend : bends) {
      BigInteger open = budget.subtract(fixed);
      boolean reached = slope.multiply(bend.tokens()).compareTo(open.multiply(bend.weight())) >= 0;
      if (slope.signum() > 0 && reached) {
        return new WaterLevel(claims, unitsPerToken, open, slope);
      }
      fixed = bend.rises() ? fixed.subtract(bend.tokens()) : fixed.add(bend.tokens());
      slope = bend.rises() ? slope.add(bend.weight()) : slope.subtract(bend.weight());
    }
    throw new IllegalArgumentException("the ceilings fit the budget");
  }

  /** Returns what each claim holds, by position, rounded down to whole tokens. */
  int[] wholeTokens() {
    return claims.stream().mapToInt(this::wholeTokens).toArray();
  }

  private int wholeTokens(Units units) {
    BigInteger floor = units.floor().divide(unitsPerToken);
    BigInteger ceiling = units.ceiling().divide(unitsPerToken);
    BigInteger share =
        levelTokens.multiply(units.weight()).divide(levelWeight.multiply(unitsPerToken));
    return share.max(floor).min(ceiling).intValueExact();
  }

  /**
   * Returns what {@link #wholeTokens()} cut off a claim between its bounds, else 0; in a unit that
   * is the same for all claims of this level. Bounds and budget must be whole.
   */
  BigInteger remainder(int claim) {
    Units units = claims.get(claim);
    BigInteger share = levelTokens.multiply(units.weight());
    boolean between =
        share.compareTo(units.floor().multiply(levelWeight)) > 0
            && share.compareTo(units.ceiling().multiply(levelWeight)) < 0;
    return between ? share.mod(levelWeight) : BigInteger.ZERO;
  }
}
