package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.StaleResults;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The old tool results of a component that give way to a placeholder, and what that saves.
 *
 * <p>All stale results are cleared in one go: clearing a few on every turn would break the cached
 * prefix on every turn.
 *
 * @param ordinals messages whose results are cleared, oldest first
 * @param savedTokens of each of them
 * @param cleared messages of the component that hold them, and no result that has to stay
 */
record ToolResultClearing(
    List<Integer> ordinals, List<Integer> savedTokens, List<HistoryState.Range> cleared) {

  static final ToolResultClearing NONE = new ToolResultClearing(List.of(), List.of(), List.of());

  /** Returns what all of them save. */
  int totalSavedTokens() {
    return savedTokens.stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Finds what can be cleared in a component with messages.
   *
   * @param stale which messages, by index in the component, are old enough
   * @param placeholder text of a cleared result
   * @param choice items already decided are not touched
   */
  static ToolResultClearing of(
      ItemTable table,
      int component,
      Reduction.ClearToolResults reduction,
      IntPredicate stale,
      Utf8Text placeholder,
      PartCounter counter,
      Choice choice) {
    int messages = table.components().get(component).items().size();
    boolean[] clearable =
        StaleResults.clearable(table.components().get(component), reduction, messages);
    List<Integer> ordinals = new ArrayList<>();
    List<Integer> saved = new ArrayList<>();
    boolean[] cleared = new boolean[messages];
    int unbroken = 0;
    for (int i = 0; i < messages; i++) {
      int ordinal = table.first(component) + i;
      if (clearable[i] && choice.isDecided(ordinal)) {
        unbroken = i + 1;
      } else if (clearable[i] && stale.test(i)) {
        int saving = saving(table, ordinal, placeholder, counter);
        if (saving > 0) {
          ordinals.add(ordinal);
          saved.add(saving);
          Arrays.fill(cleared, unbroken, i + 1, true);
          unbroken = i + 1;
        }
      }
    }
    return new ToolResultClearing(ordinals, saved, HistoryState.ranges(cleared));
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
