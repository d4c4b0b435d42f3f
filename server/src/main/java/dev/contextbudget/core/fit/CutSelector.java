package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import java.util.List;
import java.util.Set;

/**
 * Keeps steps in a given order while they fit, cuts one text of the first that does not, and stops:
 * one cut text a component, and what is kept grows with the budget.
 *
 * <p>A turn that does not fit keeps its user message with its newest parts, as {@link AgeSelector}
 * has it, and the part before those is cut; only where that leaves nothing of the answer, because
 * the user message takes all room or the rest is too little to cut to, is the message cut itself,
 * before its whole answer. So a question never stands without an answer.
 */
final class CutSelector {
  private final ItemTable table;
  private final Choice choice;
  private final Set<Integer> uncuttable;

  /**
   * @param uncuttable items that turned out to have no piece that is small enough
   */
  CutSelector(ItemTable table, Choice choice, Set<Integer> uncuttable) {
    this.table = table;
    this.choice = choice;
    this.uncuttable = uncuttable;
  }

  /**
   * Keeps and cuts.
   *
   * @param order steps, those to stay first
   * @param budgetTokens tokens for them; the note of the cut is paid from it by whoever cuts
   */
  void select(List<Steps.Step> order, int budgetTokens) {
    int left = budgetTokens;
    for (Steps.Step step : order) {
      if (step.tokens() > left) {
        cut(step, left);
        return;
      }
      step.all().forEach(unit -> choice.keep(unit, DecisionReason.SELECTED));
      left -= step.tokens();
    }
  }

  /** Returns what a result that must stay costs beyond its least, if it is not cut further. */
  int owedTokens(OwedResult result) {
    int saved =
        table.itemSize(result.ordinal()).totalTokens() - choice.tokensIfKept(result.ordinal());
    return Math.max(0, result.savedTokens() - saved);
  }

  /**
   * Keeps a result that must stay as it is, or cuts it if there is too little room.
   *
   * @param leftTokens tokens for it, beyond the least it costs
   * @return what it takes of them; all of them and one more if it is cut, as nothing stays then
   *     behind it
   */
  int owe(OwedResult result, int leftTokens) {
    int owed = owedTokens(result);
    if (owed <= leftTokens) {
      choice.shorteningOf(result.ordinal()).ifPresent(o -> choice.set(result.ordinal(), o));
      return owed;
    }
    int least = table.itemSize(result.ordinal()).totalTokens() - result.savedTokens();
    choice.set(
        result.ordinal(),
        leftTokens > 0 && mayCut(result.ordinal())
            ? Outcome.cut(least + leftTokens)
            : Outcome.cleared(DecisionReason.CUT_TO_GRANT));
    return leftTokens + 1;
  }

  /** Returns false for an item that turned out to have no piece that is small enough. */
  boolean mayCut(int ordinal) {
    return !uncuttable.contains(ordinal);
  }

  private void cut(Steps.Step step, int budgetTokens) {
    Unit head = step.head();
    if (head == null) {
      keepNewest(step.body(), budgetTokens);
      return;
    }
    Unit newest = step.body().isEmpty() ? null : step.body().get(0);
    int behindHead = budgetTokens - head.tokens();
    int beforeBody = budgetTokens - step.bodyTokens();
    if (newest != null && (newest.tokens() <= behindHead || isCuttable(newest, behindHead))) {
      choice.keep(head, DecisionReason.SELECTED);
      keepNewest(step.body(), behindHead);
    } else if (isCuttable(head, beforeBody)) {
      step.body().forEach(unit -> choice.keep(unit, DecisionReason.SELECTED));
      cut(head, beforeBody);
    }
  }

  private void keepNewest(List<Unit> units, int budgetTokens) {
    int left = budgetTokens;
    for (Unit unit : units) {
      if (unit.tokens() > left) {
        if (isCuttable(unit, left)) {
          cut(unit, left);
        }
        return;
      }
      choice.keep(unit, DecisionReason.SELECTED);
      left -= unit.tokens();
    }
  }

  private boolean isCuttable(Unit unit, int limitTokens) {
    int ordinal = toCut(unit);
    return ordinal >= 0 && mayCut(ordinal) && limitOf(unit, limitTokens) > 0;
  }

  private void cut(Unit unit, int limitTokens) {
    choice.keep(unit, DecisionReason.SELECTED);
    choice.set(toCut(unit), Outcome.cut(limitOf(unit, limitTokens)));
  }

  /** Returns what is left for the item that is cut, beside the others of its unit. */
  private int limitOf(Unit unit, int limitTokens) {
    return limitTokens - unit.tokens() + choice.tokensIfKept(toCut(unit));
  }

  /**
   * Returns the item of a unit that can give most: itself, or of a call the longest result of its
   * own component.
   */
  private int toCut(Unit unit) {
    if (unit.ordinals().length == 1) {
      // half a fact is a wrong one
      return table.item(unit.oldest()).body() instanceof Body.Entry ? -1 : unit.oldest();
    }
    int longest = -1;
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == unit.home()
          && isResult(ordinal)
          && (longest < 0 || choice.tokensIfKept(ordinal) > choice.tokensIfKept(longest))) {
        longest = ordinal;
      }
    }
    return longest;
  }

  private boolean isResult(int ordinal) {
    return table.item(ordinal).body() instanceof Body.Message message
        && message.parts().stream().anyMatch(part -> part instanceof Part.ToolResult);
  }
}
