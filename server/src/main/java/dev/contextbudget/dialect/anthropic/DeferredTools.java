package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tools that the model does not see before a search has found them.
 *
 * <p>Their definitions are no part of the prompt: each stands where a reference names it. So they
 * are nothing that a fit could drop, and a reference costs what the definition does.
 *
 * <p>Source: Anthropic, Introducing advanced tool use, 2025-11.
 */
final class DeferredTools {
  private final Map<String, JsonValue> byName = new HashMap<>();
  private final Map<String, Integer> tokens = new HashMap<>();
  private final PartSizes sizes;

  DeferredTools(JsonValue root, PartSizes sizes) {
    this.sizes = sizes;
    for (JsonValue tool : root.elementsOf("tools")) {
      if (ToolDefinitions.isDeferred(tool)) {
        byName.put(tool.textOf("name"), tool);
      }
    }
  }

  /** Returns true if there is none. */
  boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * Returns what a reference costs beside its name; empty if it names a tool that the model sees.
   * Each definition is counted once.
   */
  Optional<Integer> found(JsonValue reference) {
    String inResult = reference.textOf("tool_name");
    String name = inResult.isEmpty() ? reference.textOf("name") : inResult;
    return Optional.ofNullable(byName.get(name))
        .map(tool -> tokens.computeIfAbsent(name, unused -> count(tool)));
  }

  private int count(JsonValue tool) {
    return sizes.tokens(ToolDefinitions.of(tool, tool, "input_schema").tool());
  }
}
