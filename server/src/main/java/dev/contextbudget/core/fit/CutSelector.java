package dev.contextbudget.core.fit;

import java.util.List;

/**
 * Keeps units in a given order while they fit, cuts the first one that does not to what is left,
 * and stops: one cut text a component, and what is kept grows with the budget.
 */
final class CutSelector {

  private CutSelector() {}

  /**
   * Keeps and cuts.
   *
   * @param order units, those to stay first
   * @param budgetTokens tokens for them; the note of the cut is paid from it by whoever cuts
   */
  static void select(List<Unit> order, int budgetTokens, Choice choice) {
    int left = budgetTokens;
    for (Unit unit : order) {
      if (unit.tokens() > left) {
        cut(unit, left, choice);
        return;
      }
      choice.keep(unit, DecisionReason.SELECTED);
      left -= unit.tokens();
    }
  }

  private static void cut(Unit unit, int limitTokens, Choice choice) {
    if (unit.ordinals().length == 1 && limitTokens > 0) {
      choice.set(unit.oldest(), Outcome.cut(limitTokens));
    }
  }
}
