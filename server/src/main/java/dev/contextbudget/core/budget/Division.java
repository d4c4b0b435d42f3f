package dev.contextbudget.core.budget;

import dev.contextbudget.core.error.StopSignal;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One division of a budget, as {@link Planner} documents it; the floors fit.
 *
 * <p>Firm tokens are computed on exact sums and rounded down at the end. Rounding a reserve or a
 * tier before that would let single tokens jump between slots as the budget grows.
 *
 * @param budgetTokens what is divided
 * @param slots in the order of the policy
 * @param stable the stable ones of them
 * @param others the rest
 * @param stop asked before each level is computed, and for each grant
 */
record Division(
    int budgetTokens,
    List<SlotBounds> slots,
    List<SlotBounds> stable,
    List<SlotBounds> others,
    StopSignal stop) {

  static Division of(int budgetTokens, List<SlotBounds> slots, StopSignal stop) {
    return new Division(
        budgetTokens,
        slots,
        slots.stream().filter(SlotBounds::stable).toList(),
        slots.stream().filter(slot -> !slot.stable()).toList(),
        stop);
  }

  BudgetPlan plan() {
    Map<String, Integer> firm = firmTokens();
    Map<String, Integer> granted = grantedTokens(firm);
    Set<String> atFloor = atFloor(granted);
    return new BudgetPlan(
        budgetTokens,
        slots.stream()
            .map(
                slot ->
                    grant(
                        slot,
                        tokens(firm, slot),
                        tokens(granted, slot),
                        atFloor.contains(slot.name())))
            .toList());
  }

  private BigDecimal budget() {
    return BigDecimal.valueOf(budgetTokens);
  }

  /**
   * Returns what the stable slots share: all but the others' floors, and never less than their own.
   */
  private BigDecimal stableShare() {
    BigDecimal reserved = sum(others, SlotBounds::policyFloor);
    return budget().subtract(reserved).max(sum(stable, SlotBounds::floor));
  }

  private Map<String, Integer> firmTokens() {
    BigDecimal stableShare = stableShare();
    BigDecimal othersShare = budget().subtract(stableShare.min(sum(stable, SlotBounds::most)));
    Map<String, Integer> firm =
        new HashMap<>(divide(stable, stableShare, Division::exactClaim, WaterFill::roundDown));
    firm.putAll(divide(others, othersShare, Division::exactClaim, WaterFill::roundDown));
    return firm;
  }

  private static Claim exactClaim(SlotBounds slot) {
    return new Claim(slot.name(), slot.floor(), slot.most(), slot.demand().slot().weight());
  }

  private static BigDecimal sum(List<SlotBounds> slots, Function<SlotBounds, BigDecimal> bound) {
    return slots.stream().map(bound).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private Map<String, Integer> divide(
      List<SlotBounds> slots,
      BigDecimal tokens,
      Function<SlotBounds, Claim> claimOf,
      BiFunction<BigDecimal, List<Claim>, int[]> division) {
    int[] divided =
        TieredClaim.divide(
            tokens,
            claims(slots, claimOf),
            (room, claims) -> {
              stop.check();
              return division.apply(room, claims);
            });
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < divided.length; i++) {
      byName.put(slots.get(i).name(), divided[i]);
    }
    return byName;
  }

  private static List<TieredClaim> claims(
      List<SlotBounds> slots, Function<SlotBounds, Claim> claimOf) {
    return slots.stream()
        .map(slot -> new TieredClaim(claimOf.apply(slot), slot.priority()))
        .toList();
  }

  /** Returns a division of all tokens that gives every slot at least its firm ones. */
  private Map<String, Integer> grantedTokens(Map<String, Integer> firm) {
    BigDecimal stableMost = sum(stable, slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal othersMost = sum(others, slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal othersFirm = sum(others, slot -> BigDecimal.valueOf(tokens(firm, slot)));
    BigDecimal stableShare = stableShare().min(stableMost).min(budget().subtract(othersFirm));
    BigDecimal othersTokens =
        budget().subtract(BigDecimal.valueOf(SlotBounds.wholeTokens(stableShare))).min(othersMost);
    BigDecimal stableTokens = budget().subtract(othersTokens).min(stableMost);
    Map<String, Integer> granted = new HashMap<>(spend(stable, stableTokens, firm));
    granted.putAll(spend(others, othersTokens, firm));
    return granted;
  }

  private Map<String, Integer> spend(
      List<SlotBounds> slots, BigDecimal tokens, Map<String, Integer> firm) {
    return divide(
        slots,
        tokens,
        slot ->
            Claim.of(
                slot.name(), tokens(firm, slot), slot.mostTokens(), slot.demand().slot().weight()),
        (room, claims) -> WaterFill.divide(room.intValueExact(), claims));
  }

  /** Returns the slots of the priorities that got no more than their floors. */
  private Set<String> atFloor(Map<String, Integer> granted) {
    Set<String> names = new HashSet<>();
    for (List<SlotBounds> apart : List.of(stable, others)) {
      int[] tokens = apart.stream().mapToInt(slot -> tokens(granted, slot)).toArray();
      boolean[] atFloor = TieredClaim.atFloor(claims(apart, Division::exactClaim), tokens);
      for (int i = 0; i < atFloor.length; i++) {
        if (atFloor[i]) {
          names.add(apart.get(i).name());
        }
      }
    }
    return names;
  }

  private static int tokens(Map<String, Integer> tokens, SlotBounds slot) {
    return tokens.getOrDefault(slot.name(), 0);
  }

  private Grant grant(SlotBounds slot, int firmTokens, int grantTokens, boolean atFloor) {
    stop.check();
    OptionalInt ceiling =
        slot.demand().slot().ceiling().stream()
            .mapToInt(amount -> amount.tokensOf(budgetTokens))
            .findFirst();
    GrantReason reason =
        GrantReason.of(
            slot.demand().tokens().equals(OptionalInt.of(grantTokens)),
            ceiling.equals(OptionalInt.of(grantTokens)),
            atFloor);
    return new Grant(slot.demand(), grantTokens, firmTokens, reason);
  }
}
