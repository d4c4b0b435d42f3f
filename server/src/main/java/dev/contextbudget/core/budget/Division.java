package dev.contextbudget.core.budget;

import dev.contextbudget.core.error.StopSignal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
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
    List<SlotBounds> stable = new ArrayList<>(slots.size());
    List<SlotBounds> others = new ArrayList<>(slots.size());
    for (SlotBounds slot : slots) {
      (slot.stable() ? stable : others).add(slot);
    }
    return new Division(budgetTokens, slots, stable, others, stop);
  }

  BudgetPlan plan() {
    Tokens firm = firmTokens();
    Tokens granted = grantedTokens(firm);
    Iterator<Grant> stableGrants = grants(stable, firm.stable, granted.stable).iterator();
    Iterator<Grant> otherGrants = grants(others, firm.others, granted.others).iterator();
    List<Grant> grants = new ArrayList<>(slots.size());
    for (SlotBounds slot : slots) {
      grants.add((slot.stable() ? stableGrants : otherGrants).next());
    }
    return new BudgetPlan(budgetTokens, grants);
  }

  /** Tokens of the stable slots and of the others, by position in each. */
  private static final class Tokens {
    private final int[] stable;
    private final int[] others;

    Tokens(int[] stable, int[] others) {
      this.stable = stable;
      this.others = others;
    }
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

  private Tokens firmTokens() {
    BigDecimal stableShare = stableShare();
    BigDecimal othersShare = budget().subtract(stableShare.min(sum(stable, SlotBounds::most)));
    return new Tokens(firm(stable, stableShare), firm(others, othersShare));
  }

  private int[] firm(List<SlotBounds> slots, BigDecimal tokens) {
    return divide(tokens, exactClaims(slots), WaterFill::roundDown);
  }

  private static List<TieredClaim> exactClaims(List<SlotBounds> slots) {
    List<TieredClaim> claims = new ArrayList<>(slots.size());
    for (SlotBounds slot : slots) {
      Claim claim =
          new Claim(slot.name(), slot.floor(), slot.most(), slot.demand().slot().weight());
      claims.add(new TieredClaim(claim, slot.priority()));
    }
    return claims;
  }

  private static BigDecimal sum(List<SlotBounds> slots, Function<SlotBounds, BigDecimal> bound) {
    BigDecimal sum = BigDecimal.ZERO;
    for (SlotBounds slot : slots) {
      sum = sum.add(bound.apply(slot));
    }
    return sum;
  }

  private int[] divide(
      BigDecimal tokens,
      List<TieredClaim> claims,
      BiFunction<BigDecimal, List<Claim>, int[]> division) {
    return TieredClaim.divide(
        tokens,
        claims,
        (room, tier) -> {
          stop.check();
          return division.apply(room, tier);
        });
  }

  /** Returns a division of all tokens that gives every slot at least its firm ones. */
  private Tokens grantedTokens(Tokens firm) {
    BigDecimal stableMost = sum(stable, slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal othersMost = sum(others, slot -> BigDecimal.valueOf(slot.mostTokens()));
    BigDecimal othersFirm = BigDecimal.valueOf(Arrays.stream(firm.others).asLongStream().sum());
    BigDecimal stableShare = stableShare().min(stableMost).min(budget().subtract(othersFirm));
    BigDecimal othersTokens =
        budget().subtract(BigDecimal.valueOf(SlotBounds.wholeTokens(stableShare))).min(othersMost);
    BigDecimal stableTokens = budget().subtract(othersTokens).min(stableMost);
    return new Tokens(
        spend(stable, stableTokens, firm.stable), spend(others, othersTokens, firm.others));
  }

  private int[] spend(List<SlotBounds> slots, BigDecimal tokens, int[] firm) {
    List<TieredClaim> claims = new ArrayList<>(slots.size());
    for (int i = 0; i < firm.length; i++) {
      SlotBounds slot = slots.get(i);
      Claim claim =
          Claim.of(slot.name(), firm[i], slot.mostTokens(), slot.demand().slot().weight());
      claims.add(new TieredClaim(claim, slot.priority()));
    }
    return divide(tokens, claims, (room, tier) -> WaterFill.divide(room.intValueExact(), tier));
  }

  private List<Grant> grants(List<SlotBounds> slots, int[] firm, int[] granted) {
    boolean[] atFloor = TieredClaim.atFloor(exactClaims(slots), granted);
    List<Grant> grants = new ArrayList<>(slots.size());
    for (int i = 0; i < firm.length; i++) {
      stop.check();
      grants.add(grant(slots.get(i), firm[i], granted[i], atFloor[i]));
    }
    return grants;
  }

  private Grant grant(SlotBounds slot, int firmTokens, int grantTokens, boolean atFloor) {
    OptionalInt ceiling =
        slot.demand()
            .slot()
            .ceiling()
            .map(amount -> OptionalInt.of(amount.tokensOf(budgetTokens)))
            .orElse(OptionalInt.empty());
    GrantReason reason =
        GrantReason.of(
            slot.demand().tokens().equals(OptionalInt.of(grantTokens)),
            ceiling.equals(OptionalInt.of(grantTokens)),
            atFloor);
    return new Grant(slot.demand(), grantTokens, firmTokens, reason);
  }
}
