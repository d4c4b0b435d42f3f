package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Slots that are granted together, in tiers of equal priority.
 *
 * <p>Tiers are strict: a tier shares all that the tiers above it left, except the floors of those
 * below it.
 */
final class Tiers {
  private final Collection<List<SlotBounds>> highestFirst;

  private Tiers(Collection<List<SlotBounds>> highestFirst) {
    this.highestFirst = highestFirst;
  }

  static Tiers of(List<SlotBounds> slots) {
    NavigableMap<Integer, List<SlotBounds>> byPriority = new TreeMap<>(Comparator.reverseOrder());
    for (SlotBounds slot : slots) {
      byPriority.computeIfAbsent(slot.priority(), priority -> new ArrayList<>()).add(slot);
    }
    return new Tiers(byPriority.values());
  }

  /** Returns the tiers, highest priority first. */
  Collection<List<SlotBounds>> highestFirst() {
    return highestFirst;
  }

  /** Returns the sum of a bound over all slots. */
  BigDecimal sum(Function<SlotBounds, BigDecimal> bound) {
    return highestFirst.stream()
        .flatMap(List::stream)
        .map(bound)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * Divides tokens between the slots.
   *
   * @param claimOf what a slot asks
   * @param division divides the tokens of a tier between its claims
   * @return tokens by the name of the slot
   */
  Map<String, Integer> divide(
      BigDecimal tokens,
      Function<SlotBounds, Claim> claimOf,
      BiFunction<BigDecimal, List<Claim>, int[]> division) {
    Map<String, Integer> divided = new HashMap<>();
    BigDecimal left = tokens;
    BigDecimal floorsBelow = sum(slot -> claimOf.apply(slot).floorTokens());
    for (List<SlotBounds> tier : highestFirst) {
      List<Claim> claims = tier.stream().map(claimOf).toList();
      floorsBelow = floorsBelow.subtract(sum(claims, Claim::floorTokens));
      BigDecimal room = left.subtract(floorsBelow);
      int[] shares = division.apply(room, claims);
      for (int i = 0; i < shares.length; i++) {
        divided.put(claims.get(i).name(), shares[i]);
      }
      left = left.subtract(room.min(sum(claims, Claim::ceilingTokens)));
    }
    return divided;
  }

  private static BigDecimal sum(List<Claim> claims, Function<Claim, BigDecimal> bound) {
    return claims.stream().map(bound).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
