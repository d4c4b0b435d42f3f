package dev.contextbudget.core.budget;

/**
 * What a slot is granted.
 *
 * <p>A slot has two grants, because two promises exclude each other. {@link #grantTokens} spends
 * the whole budget, so it must move single tokens about when the budget changes, and gives a stable
 * slot what the others leave over. {@link #firmTokens} is at most that, and can be built upon from
 * call to call: see {@link Planner}.
 *
 * @param demand the slot and what it could use
 * @param grantTokens what it receives when every token is spent
 * @param firmTokens what it may use of that whatever other slots demand, or a larger budget brings
 * @param reason why {@code grantTokens} is not larger
 */
public record Grant(SlotDemand demand, int grantTokens, int firmTokens, GrantReason reason) {

  /** Returns the slot. */
  public Slot slot() {
    return demand.slot();
  }
}
