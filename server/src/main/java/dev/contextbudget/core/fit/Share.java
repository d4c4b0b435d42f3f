package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.TieredClaim;
import java.util.List;

/**
 * What components of a slot that are granted together were granted.
 *
 * @param components by index
 * @param claim what they asked for
 * @param tokens what they got
 * @param atFloor whether their priority got no more than its floors
 */
record Share(Slot slot, List<Integer> components, TieredClaim claim, int tokens, boolean atFloor) {

  boolean isCapped() {
    return tokens >= claim.claim().ceilingTokens().intValue();
  }
}
