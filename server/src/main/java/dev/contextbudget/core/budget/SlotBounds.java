package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A slot's bounds against an input budget, in tokens that need not be whole.
 *
 * @param demand the slot and what it could use
 * @param policyFloor its floor as the policy has it
 * @param floor of that, what it could use
 * @param most the least of its ceiling, its demand and the budget
 */
record SlotBounds(SlotDemand demand, BigDecimal policyFloor, BigDecimal floor, BigDecimal most) {

  static SlotBounds of(SlotDemand demand, int inputBudgetTokens) {
    Slot slot = demand.slot();
    BigDecimal budget = BigDecimal.valueOf(inputBudgetTokens);
    BigDecimal policyFloor = slot.floor().exactTokensOf(inputBudgetTokens);
    BigDecimal floor = policyFloor;
    BigDecimal most =
        slot.ceiling()
            .map(ceiling -> ceiling.exactTokensOf(inputBudgetTokens).min(budget))
            .orElse(budget);
    if (demand.tokens().isPresent()) {
      BigDecimal wanted = BigDecimal.valueOf(demand.tokens().getAsInt());
      floor = floor.min(wanted);
      most = most.min(wanted);
    }
    return new SlotBounds(demand, policyFloor, floor, most);
  }

  String name() {
    return demand.slot().name();
  }

  int priority() {
    return demand.slot().priority();
  }

  boolean stable() {
    return demand.slot().stability().isStable();
  }

  int floorTokens() {
    return wholeTokens(floor);
  }

  int mostTokens() {
    return wholeTokens(most);
  }

  static int wholeTokens(BigDecimal tokens) {
    return tokens.setScale(0, RoundingMode.DOWN).intValueExact();
  }
}
