package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One division of a budget, as {@link Planner} documents it; the floors fit.
 *
 * <p>Firm tokens are computed on exact sums and rounded down at the end. Rounding a reserve or a
 * tier before that would let single tokens jump between slots as the budget grows.
 */
final class Division {
  private final int budgetTokens;
  private final Tiers stable;
  private final Tiers others;
  private final Map<String, Integer> firm = new HashMap<>();
  private final Map<String, Integer> granted = new HashMap<>();

  Division(int budgetTokens, Tiers stable, Tiers others) {
    this.budgetTokens = budgetTokens;
    this.stable = stable;
    this.others = others;
    BigDecimal budget = BigDecimal.valueOf(budgetTokens);
    BigDecimal reserved = others.sum(SlotBounds::policyFloor);
    BigDecimal stableShare = budget.subtract(reserved).max(stable.sum(SlotBounds::floor));
    BigDecimal othersShare = budget.subtract(stableShare.min(stable.sum(SlotBounds::most)));
    Map<String, Integer> firmOthers =
        others.divide(othersShare, Division::exactClaim, WaterFill::roundDown);
    firm.putAll(firmOthers);
    firm.putAll(stable.divide(stableShare, Division::exactClaim, WaterFill::roundDown));
    spend(stableShare.min(budget.subtract(sum(firmOthers))));
  }

  private static Claim exactClaim(SlotBounds slot) {
    return new Claim(slot.name(), slot.floor(), slot.most(), slot.demand().slot().weight());
  }

  /** Grants all tokens, the firm ones first. */
  private void spend(BigDecimal stableShare) {
    BigDecimal budget = BigDecimal.valueOf(budgetTokens);
    BigDecimal stableMost = stable.sum(slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal othersMost = others.sum(slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal stableTokens =
        BigDecimal.valueOf(SlotBounds.wholeTokens(stableShare)).min(stableMost);
    BigDecimal othersTokens = budget.subtract(stableTokens).min(othersMost);
    granted.putAll(spend(stable, budget.subtract(othersTokens).min(stableMost)));
    granted.putAll(spend(others, othersTokens));
  }

  private Map<String, Integer> spend(Tiers tiers, BigDecimal tokens) {
    return tiers.divide(
        tokens,
        this::spendingClaim,
        (room, claims) -> WaterFill.divide(room.intValueExact(), claims));
  }

  private Claim spendingClaim(SlotBounds slot) {
    return Claim.of(
        slot.name(),
        firm.getOrDefault(slot.name(), 0),
        slot.mostTokens(),
        slot.demand().slot().weight());
  }

  private static BigDecimal sum(Map<String, Integer> tokens) {
    return BigDecimal.valueOf(tokens.values().stream().mapToLong(Integer::longValue).sum());
  }

  BudgetPlan plan(List<SlotBounds> slots) {
    Set<String> atFloor = new HashSet<>();
    for (Tiers tiers : List.of(stable, others)) {
      for (List<SlotBounds> tier : tiers.highestFirst()) {
        long above = tier.stream().mapToLong(slot -> granted(slot) - slot.floorTokens()).sum();
        if (above == 0) {
          tier.forEach(slot -> atFloor.add(slot.name()));
        }
      }
    }
    return new BudgetPlan(
        budgetTokens,
        slots.stream().map(slot -> grant(slot, atFloor.contains(slot.name()))).toList());
  }

  private int granted(SlotBounds slot) {
    return granted.getOrDefault(slot.name(), 0);
  }

  private Grant grant(SlotBounds slot, boolean atFloor) {
    OptionalInt ceiling =
        slot.demand().slot().ceiling().stream()
            .mapToInt(amount -> amount.tokensOf(budgetTokens))
            .findFirst();
    int tokens = granted(slot);
    GrantReason reason;
    if (slot.demand().tokens().equals(OptionalInt.of(tokens))) {
      reason = GrantReason.DEMAND_MET;
    } else if (ceiling.equals(OptionalInt.of(tokens))) {
      reason = GrantReason.CEILING;
    } else {
      reason = atFloor ? GrantReason.FLOOR : GrantReason.FAIR_SHARE;
    }
    return new Grant(
        slot.demand(),
        SlotBounds.wholeTokens(slot.policyFloor()),
        ceiling,
        tokens,
        firm.getOrDefault(slot.name(), 0),
        reason);
  }
}
