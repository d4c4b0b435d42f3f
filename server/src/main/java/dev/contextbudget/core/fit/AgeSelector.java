package dev.contextbudget.core.fit;

import java.util.List;

/**
 * Keeps the newest turns, and of the first turn that does not fit whole its user message with the
 * newest tool calls; stops there, so that what stays is one piece.
 */
final class AgeSelector {

  private AgeSelector() {}

  /**
   * Keeps steps while they fit.
   *
   * <p>The kept sets of growing budgets contain each other, so more tokens keep at least the same.
   */
  static void select(List<Steps.Step> steps, int budgetTokens, Choice choice) {
    int left = budgetTokens;
    for (Steps.Step step : steps) {
      if (step.tokens() > left) {
        keepPart(step, left, choice);
        return;
      }
      step.all().forEach(unit -> choice.keep(unit, DecisionReason.SELECTED));
      left -= step.tokens();
    }
  }

  private static void keepPart(Steps.Step step, int budgetTokens, Choice choice) {
    int left = budgetTokens - (step.head() == null ? 0 : step.head().tokens());
    if (step.body().isEmpty() || step.body().get(0).tokens() > left) {
      return;
    }
    if (step.head() != null) {
      choice.keep(step.head(), DecisionReason.SELECTED);
    }
    for (Unit unit : step.body()) {
      if (unit.tokens() > left) {
        return;
      }
      choice.keep(unit, DecisionReason.SELECTED);
      left -= unit.tokens();
    }
  }
}
