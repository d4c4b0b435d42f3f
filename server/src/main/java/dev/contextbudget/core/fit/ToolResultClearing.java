package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds old tool results that can give way to a placeholder, and what that saves.
 *
 * <p>The block, its call id and its error flag stay, so that the prompt stays valid. All stale
 * results are cleared in one go: clearing a few on every turn would break the cached prefix on every
 * turn.
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
   * Returns the index in the component before which results are stale: older than the newest that
   * the reduction keeps.
   */
  static int staleBefore(ItemTable table, int component, Reduction.ClearToolResults reduction) {
    int newer = 0;
    for (int o = table.end(component) - 1; o >= table.first(component); o--) {
      if (newer >= reduction.keepLast()) {
        return table.index(o) + 1;
      }
      newer += (int) parts(table, o).stream().filter(p -> p instanceof Part.ToolResult).count();
    }
    return 0;
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
    Map<String, String> toolOf = new HashMap<>();
    List<Integer> ordinals = new ArrayList<>();
    List<Integer> saved = new ArrayList<>();
    for (int o = table.first(component); o < table.first(component) + before; o++) {
      boolean excluded = false;
      for (Part part : parts(table, o)) {
        if (part instanceof Part.ToolCall call) {
          toolOf.put(call.id(), call.name());
        } else if (part instanceof Part.ToolResult result) {
          excluded |= reduction.excludeTools().contains(toolOf.getOrDefault(result.callId(), ""));
        }
      }
      int saving = excluded || choice.isDecided(o) ? 0 : saving(table, o, placeholder, counter);
      if (saving > 0) {
        ordinals.add(o);
        saved.add(saving);
      }
    }
    return new ToolResultClearing(ordinals, saved);
  }

  private static int saving(
      ItemTable table, int ordinal, Utf8Text placeholder, PartCounter counter) {
    int saving = 0;
    List<Part> parts = parts(table, ordinal);
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.ToolResult result) {
        int before = tokens.isEmpty() ? table.itemSize(ordinal).tokens() : tokens.get(i);
        saving += before - counter.partTokens(cleared(result, placeholder));
      }
    }
    return saving;
  }

  /** Returns a result with its content replaced. */
  static Part.ToolResult cleared(Part.ToolResult result, Utf8Text placeholder) {
    return new Part.ToolResult(
        result.callId(), result.isError(), List.of(new Part.Text(placeholder)));
  }

  private static List<Part> parts(ItemTable table, int ordinal) {
    return ((Body.Message) table.item(ordinal).body()).parts();
  }
}
