package dev.contextbudget.core.budget;

import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Stability;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A component's place in a policy.
 *
 * @param name unique in the policy; a component with this id belongs to the slot
 * @param kind components of this kind belong to it if no slot has their id
 * @param floor tokens granted before sharing
 * @param ceiling most tokens that may be granted; absent for no ceiling
 * @param weight share above the floors against slots of equal priority; {@code > 0}
 * @param priority higher is satisfied first
 * @param stability static and session slots are granted before the others
 */
public record Slot(
    String name,
    Optional<ComponentKind> kind,
    Amount floor,
    Optional<Amount> ceiling,
    double weight,
    int priority,
    Stability stability) {
  public Slot {
    if (name.isBlank()) {
      throw new IllegalArgumentException("slot without a name");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) { // !(> 0) also catches NaN
      throw new IllegalArgumentException(
          "slot %s: weight must be positive and finite, got %s".formatted(name, weight));
    }
  }

  /**
   * Returns true if its ceiling is below its floor. Of which budget decides where one of them is a
   * share and the other is not.
   */
  public boolean isCrossedAt(int inputBudgetTokens) {
    BigDecimal floorTokens = floor.exactTokensOf(inputBudgetTokens);
    return ceiling
        .map(most -> most.exactTokensOf(inputBudgetTokens).compareTo(floorTokens) < 0)
        .orElse(false);
  }
}
