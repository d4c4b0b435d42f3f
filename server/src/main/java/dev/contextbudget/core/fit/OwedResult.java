package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results of tools that the model has still to answer, in a history that may be truncated: the
 * message must stay, its text may give way. A result that is longer than the window is the most
 * frequent reason why an agent's next call cannot be made.
 *
 * @param ordinal message with the results and nothing else
 * @param savedTokens what it saves if the results hold no more than the placeholder
 */
record OwedResult(int ordinal, int savedTokens) {

  /**
   * Finds them in a component. What stays or leaves with a pinned item is as whole as that.
   *
   * @param units all units of the component
   * @param outcomes what is settled
   * @param clearedTokens what a cleared result costs
   * @return newest first
   */
  static List<OwedResult> of(
      ItemTable table,
      int component,
      List<Unit> units,
      @Nullable Outcome[] outcomes,
      int clearedTokens) {
    if (!(table.components().get(component).reduction() instanceof Reduction.Truncate)) {
      return List.of();
    }
    List<OwedResult> owed = new ArrayList<>();
    for (Unit unit : units) {
      if (unit.forced() && !has(unit, DecisionReason.PINNED, outcomes)) {
        for (int o : unit.ordinals()) {
          if (table.componentIndex(o) == component
              && is(outcomes[o], DecisionReason.CURRENT_TURN)
              && holdsOnlyResults(table, o)) {
            owed.add(
                new OwedResult(o, Math.max(0, ToolResultClearing.saving(table, o, clearedTokens))));
          }
        }
      }
    }
    owed.sort(Comparator.comparingInt(OwedResult::ordinal).reversed());
    return owed;
  }

  private static boolean has(Unit unit, DecisionReason reason, @Nullable Outcome[] outcomes) {
    return Arrays.stream(unit.ordinals()).anyMatch(o -> is(outcomes[o], reason));
  }

  private static boolean is(@Nullable Outcome outcome, DecisionReason reason) {
    return outcome != null && outcome.reason() == reason;
  }

  private static boolean holdsOnlyResults(ItemTable table, int ordinal) {
    return table.item(ordinal).body() instanceof Body.Message message
        && !message.parts().isEmpty()
        && message.parts().stream().allMatch(part -> part instanceof Part.ToolResult);
  }
}
