package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Claim;
import dev.contextbudget.core.budget.WaterFill;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a slot or component asks of a division in which a higher priority is satisfied before a
 * lower one gets more than its floor.
 */
record TieredClaim(Claim claim, int priority) {

  /**
   * Returns the tokens of each claim, by position, rounded down; none falls when the budget grows.
   *
   * @param budget at least the sum of the floors
   */
  static int[] divide(BigDecimal budget, List<TieredClaim> claims) {
    TreeMap<Integer, List<Integer>> tiers = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < claims.size(); i++) {
      tiers.computeIfAbsent(claims.get(i).priority(), unused -> new ArrayList<>()).add(i);
    }
    int[] tokens = new int[claims.size()];
    BigDecimal left = budget;
    BigDecimal laterFloors = sum(claims, Claim::floorTokens);
    for (List<Integer> tier : tiers.values()) {
      List<TieredClaim> inTier = tier.stream().map(claims::get).toList();
      laterFloors = laterFloors.subtract(sum(inTier, Claim::floorTokens));
      BigDecimal available = left.subtract(laterFloors);
      int[] granted =
          WaterFill.roundDown(available, inTier.stream().map(TieredClaim::claim).toList());
      for (int i = 0; i < granted.length; i++) {
        tokens[tier.get(i)] = granted[i];
      }
      left = left.subtract(available.min(sum(inTier, Claim::ceilingTokens)));
    }
    return tokens;
  }

  static BigDecimal sum(List<TieredClaim> claims, Function<Claim, BigDecimal> bound) {
    return claims.stream()
        .map(tiered -> bound.apply(tiered.claim()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
