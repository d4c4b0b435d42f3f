package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.StaleResults;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The old tool results of a component that give way to a placeholder, and what that saves.
 *
 * <p>All stale results are cleared in one go: clearing a few on every turn would break the cached
 * prefix on every turn.
 *
 * @param ordinals messages whose results are cleared, oldest first
 * @param savedTokens of each of them
 */
record ToolResultClearing(List<Integer> ordinals, List<Integer> savedTokens) {

  /** Returns what all of them save. */
  int totalSavedTokens() {
    return savedTokens.stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Finds what can be cleared in a component with messages.
   *
   * @param before index in the component before which results may be cleared
   * @param placeholder text of a cleared result
   * @param choice items already decided are not touched
   */
  static ToolResultClearing of(
      ItemTable table,
      int component,
      Reduction.ClearToolResults reduction,
      int before,
      Utf8Text placeholder,
      PartCounter counter,
      Choice choice) {
    boolean[] clearable =
        StaleResults.clearable(table.components().get(component), reduction, before);
    List<Integer> ordinals = new ArrayList<>();
    List<Integer> saved = new ArrayList<>();
    for (int i = 0; i < before; i++) {
      int ordinal = table.first(component) + i;
      if (clearable[i] && !choice.isDecided(ordinal)) {
        int saving = saving(table, ordinal, placeholder, counter);
        if (saving > 0) {
          ordinals.add(ordinal);
          saved.add(saving);
        }
      }
    }
    return new ToolResultClearing(ordinals, saved);
  }

  private static int saving(
      ItemTable table, int ordinal, Utf8Text placeholder, PartCounter counter) {
    int saving = 0;
    List<Part> parts = ((Body.Message) table.item(ordinal).body()).parts();
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.ToolResult result) {
        int before = tokens.isEmpty() ? table.itemSize(ordinal).tokens() : tokens.get(i);
        saving += before - counter.partTokens(StaleResults.cleared(result, placeholder));
      }
    }
    return saving;
  }
}
