package dev.contextbudget.core.budget;

import java.util.List;

/**
 * A division of an input budget.
 *
 * @param inputBudgetTokens what was divided; {@code > 0}
 * @param grants in the order of the policy; they add up to the smaller of the budget and all that
 *     the slots could use
 */
public record BudgetPlan(int inputBudgetTokens, List<Grant> grants) {
  public BudgetPlan {
    grants = List.copyOf(grants);
    long granted = grants.stream().mapToLong(Grant::grantTokens).sum();
    if (inputBudgetTokens < 1 || granted > inputBudgetTokens) {
      throw new IllegalArgumentException(
          "grants of %d tokens from a budget of %d".formatted(granted, inputBudgetTokens));
    }
  }

  /** Returns the sum of the grants. */
  public int grantedTokens() {
    return grants.stream().mapToInt(Grant::grantTokens).sum();
  }

  /** Returns the tokens that no slot could use. */
  public int unusedTokens() {
    return inputBudgetTokens - grantedTokens();
  }

  /** Returns what the slots with a given demand use of their grants, in the order of the policy. */
  public List<SlotUse> uses() {
    return grants.stream()
        .filter(grant -> grant.demand().tokens().isPresent())
        .map(grant -> new SlotUse(grant.slot().name(), grant.grantTokens()))
        .toList();
  }

  /** Returns granted tokens over the input budget, of the slots with a given demand only. */
  public double utilizationRatio() {
    return (double) uses().stream().mapToLong(SlotUse::tokens).sum() / inputBudgetTokens;
  }
}
