package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.List;

/**
 * The old tool results of a component that give way to a placeholder, and what that saves.
 *
 * <p>All stale results are cleared in one go: clearing a few on every turn would break the cached
 * prefix on every turn.
 *
 * @param savedTokens by index of the message in the component; 0 for one that is not cleared
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record ToolResultClearing(int[] savedTokens) {

  /**
   * Finds what can be cleared in a component with messages.
   *
   * @param before index in the component before which results may be cleared
   * @param clearedTokens what a cleared result costs
   * @param choice items already decided are not touched
   */
  static ToolResultClearing of(
      ItemTable table,
      int component,
      Reduction.ClearToolResults reduction,
      int before,
      int clearedTokens,
      Choice choice) {
    boolean[] clearable =
        StaleResults.clearable(table.components().get(component), reduction, before);
    int[] saved = new int[clearable.length];
    for (int i = 0; i < before; i++) {
      int ordinal = table.first(component) + i;
      if (clearable[i] && !choice.isDecided(ordinal)) {
        saved[i] = Math.max(0, saving(table, ordinal, clearedTokens));
      }
    }
    return new ToolResultClearing(saved);
  }

  private static int saving(ItemTable table, int ordinal, int clearedTokens) {
    int saving = 0;
    List<Part> parts = ((Body.Message) table.item(ordinal).body()).parts();
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.ToolResult) {
        int before = tokens.isEmpty() ? table.itemSize(ordinal).tokens() : tokens.get(i);
        saving += before - clearedTokens;
      }
    }
    return saving;
  }

  /** Returns true if all of them together save anything, and enough. */
  boolean saves(int minTokens) {
    long saved = 0;
    for (int tokens : savedTokens) {
      saved += tokens;
    }
    return saved > 0 && saved >= minTokens;
  }

  /** Returns the index behind the newest result that is cleared: those of open work are not. */
  int end() {
    int end = savedTokens.length;
    while (end > 0 && savedTokens[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
