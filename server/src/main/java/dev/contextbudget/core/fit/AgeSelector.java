package dev.contextbudget.core.fit;

import java.util.List;
import java.util.OptionalInt;

/**
 * Keeps the newest turns, and of the first turn that does not fit whole its user message with the
 * newest tool calls; stops there, so that what stays is one piece. Turns of lower priority are
 * another piece: an old turn that is too long keeps no newer ones out.
 */
final class AgeSelector {

  private AgeSelector() {}

  /**
   * Keeps steps of each priority while they fit.
   *
   * <p>Within a priority the kept sets of growing budgets contain each other. Where a larger budget
   * keeps a unit more, that one costs more than the smaller budget had left for all that follows,
   * so more tokens keep more, compared priority by priority.
   *
   * @param steps those of higher priority first
   */
  static void select(List<Steps.Step> steps, int budgetTokens, Choice choice) {
    int left = budgetTokens;
    OptionalInt full = OptionalInt.empty();
    for (Steps.Step step : steps) {
      if (full.isPresent() && full.getAsInt() == step.priority()) {
        continue;
      }
      if (step.tokens() <= left) {
        step.all().forEach(unit -> choice.keep(unit, DecisionReason.SELECTED));
        left -= step.tokens();
      } else {
        left -= keepPart(step, left, choice);
        full = OptionalInt.of(step.priority());
      }
    }
  }

  /** Keeps the head with the newest units that fit, and returns their tokens. */
  private static int keepPart(Steps.Step step, int budgetTokens, Choice choice) {
    int headTokens = step.head() == null ? 0 : step.head().tokens();
    if (step.body().isEmpty() || step.body().get(0).tokens() > budgetTokens - headTokens) {
      return 0;
    }
    if (step.head() != null) {
      choice.keep(step.head(), DecisionReason.SELECTED);
    }
    int kept = headTokens;
    for (Unit unit : step.body()) {
      if (unit.tokens() > budgetTokens - kept) {
        break;
      }
      choice.keep(unit, DecisionReason.SELECTED);
      kept += unit.tokens();
    }
    return kept;
  }
}
