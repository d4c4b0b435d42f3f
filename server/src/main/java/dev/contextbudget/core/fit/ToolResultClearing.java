package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The old tool results of a component that give way to a placeholder, and what that saves.
 *
 * <p>All stale results are cleared in one go: clearing a few on every turn would break the cached
 * prefix on every turn.
 *
 * @param savedTokens by index of the message in the component; 0 for one that is not cleared
 * @param cleared messages of the component that hold them, and no result that has to stay
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record ToolResultClearing(int[] savedTokens, List<HistoryState.Range> cleared) {

  static final ToolResultClearing NONE = new ToolResultClearing(new int[0], List.of());

  /**
   * Finds what can be cleared in a component with messages.
   *
   * @param stale which messages, by index in the component, are old enough
   * @param clearedTokens what a cleared result costs
   * @param choice items already decided are not touched
   */
  static ToolResultClearing of(
      ItemTable table,
      int component,
      Reduction.ClearToolResults reduction,
      IntPredicate stale,
      int clearedTokens,
      Choice choice) {
    int messages = table.components().get(component).items().size();
    boolean[] clearable =
        StaleResults.clearable(table.components().get(component), reduction, messages);
    int[] saved = new int[messages];
    boolean[] cleared = new boolean[messages];
    int unbroken = 0;
    for (int i = 0; i < messages; i++) {
      int ordinal = table.first(component) + i;
      if (clearable[i] && choice.isDecided(ordinal)) {
        unbroken = i + 1;
      } else if (clearable[i] && stale.test(i)) {
        saved[i] = Math.max(0, saving(table, ordinal, clearedTokens));
        if (saved[i] > 0) {
          Arrays.fill(cleared, unbroken, i + 1, true);
          unbroken = i + 1;
        }
      }
    }
    return new ToolResultClearing(saved, HistoryState.ranges(cleared));
  }

  /** Returns what a message saves if its results hold no more than the placeholder. */
  static int saving(ItemTable table, int ordinal, int clearedTokens) {
    int saving = 0;
    List<Part> parts = ((Body.Message) table.item(ordinal).body()).parts();
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.ToolResult result && !result.parts().isEmpty()) {
        int before = tokens.isEmpty() ? table.itemSize(ordinal).tokens() : tokens.get(i);
        saving += before - clearedTokens - result.aroundTokens();
      }
    }
    return saving;
  }

  /** Returns what all of them save. */
  long totalSavedTokens() {
    return Arrays.stream(savedTokens).asLongStream().sum();
  }
}
