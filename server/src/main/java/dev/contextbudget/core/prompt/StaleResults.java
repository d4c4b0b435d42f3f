package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.token.Utf8Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Old tool results, which can give way to a placeholder.
 *
 * <p>The block, its call id and its error flag stay, so that the prompt stays valid.
 */
public final class StaleResults {

  private StaleResults() {}

  /**
   * Returns the index before which results are stale: older than the newest that the reduction
   * keeps.
   */
  public static int staleBefore(Component component, Reduction.ClearToolResults reduction) {
    int newer = 0;
    for (int i = component.items().size() - 1; i >= 0; i--) {
      if (newer >= reduction.keepLast()) {
        return i + 1;
      }
      newer += (int) parts(component.items().get(i)).stream().filter(StaleResults::is).count();
    }
    return 0;
  }

  /**
   * Returns which messages before an index have only results of tools that may be cleared.
   *
   * @param before index before which results may be cleared
   */
  public static boolean[] clearable(
      Component component, Reduction.ClearToolResults reduction, int before) {
    Map<String, String> toolOf = new HashMap<>();
    boolean[] clearable = new boolean[component.items().size()];
    for (int i = 0; i < before; i++) {
      boolean excluded = false;
      for (Part part : parts(component.items().get(i))) {
        if (part instanceof Part.ToolCall call) {
          toolOf.put(call.id(), call.name());
        } else if (part instanceof Part.ToolResult result) {
          clearable[i] = true;
          excluded |= reduction.excludeTools().contains(toolOf.getOrDefault(result.callId(), ""));
        }
      }
      clearable[i] &= !excluded;
    }
    return clearable;
  }

  /** Returns a result with its content replaced. */
  public static Part.ToolResult cleared(Part.ToolResult result, Utf8Text placeholder) {
    return result.holding(List.of(new Part.Text(placeholder)));
  }

  private static boolean is(Part part) {
    return part instanceof Part.ToolResult;
  }

  private static List<Part> parts(Item item) {
    return ((Body.Message) item.body()).parts();
  }
}
