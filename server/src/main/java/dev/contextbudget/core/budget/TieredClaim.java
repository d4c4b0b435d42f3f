package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A claim in a division by strict priorities: a priority shares all that the higher ones left,
 * except the floors of the lower ones.
 */
public record TieredClaim(Claim claim, int priority) {

  /**
   * Divides tokens between claims. O(n log n).
   *
   * @param tokens at least the sum of the floors
   * @param division divides tokens between claims of one priority, such as {@link
   *     WaterFill#roundDown}, with which no share falls when the tokens grow
   * @return the tokens of each claim, by position
   */
  public static int[] divide(
      BigDecimal tokens,
      List<TieredClaim> claims,
      BiFunction<BigDecimal, List<Claim>, int[]> division) {
    int[] divided = new int[claims.size()];
    BigDecimal left = tokens;
    BigDecimal floorsBelow = sum(claims, Claim::floorTokens);
    for (List<Integer> tier : highestFirst(claims)) {
      List<TieredClaim> inTier = tier.stream().map(claims::get).toList();
      floorsBelow = floorsBelow.subtract(sum(inTier, Claim::floorTokens));
      BigDecimal room = left.subtract(floorsBelow);
      int[] shares = division.apply(room, inTier.stream().map(TieredClaim::claim).toList());
      for (int i = 0; i < shares.length; i++) {
        divided[tier.get(i)] = shares[i];
      }
      left = left.subtract(room.min(sum(inTier, Claim::ceilingTokens)));
    }
    return divided;
  }

  /**
   * Returns for each claim whether nothing was left for its priority above the floors.
   *
   * @param divided what {@link #divide} returned
   */
  public static boolean[] atFloor(List<TieredClaim> claims, int[] divided) {
    boolean[] atFloor = new boolean[claims.size()];
    for (List<Integer> tier : highestFirst(claims)) {
      boolean all =
          tier.stream().allMatch(i -> divided[i] == claims.get(i).claim().floorTokens().intValue());
      tier.forEach(i -> atFloor[i] = all);
    }
    return atFloor;
  }

  /** Returns the sum of a bound over claims. */
  public static BigDecimal sum(List<TieredClaim> claims, Function<Claim, BigDecimal> bound) {
    BigDecimal sum = BigDecimal.ZERO;
    for (TieredClaim tiered : claims) {
      sum = sum.add(bound.apply(tiered.claim()));
    }
    return sum;
  }

  /** Returns the positions of the claims of each priority. */
  private static Collection<List<Integer>> highestFirst(List<TieredClaim> claims) {
    TreeMap<Integer, List<Integer>> tiers = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < claims.size(); i++) {
      tiers.computeIfAbsent(claims.get(i).priority(), unused -> new ArrayList<>()).add(i);
    }
    return tiers.values();
  }
}
