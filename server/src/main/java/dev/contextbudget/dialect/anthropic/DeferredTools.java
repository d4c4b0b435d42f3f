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
  private boolean inSets;

  DeferredTools(JsonValue root, PartSizes sizes) {
    this.sizes = sizes;
    for (JsonValue tool : root.elementsOf("tools")) {
      if (ToolDefinitions.isDeferred(tool)) {
        byName.put(tool.textOf("name"), tool);
      }
      inSets |= isSetOfSome(tool);
    }
  }

  /** The tools of a server are deferred by its settings, and their definitions are not here. */
  private static boolean isSetOfSome(JsonValue toolset) {
    JsonValue all = toolset.member("default_config");
    JsonValue each = toolset.member("configs");
    return (all != null && ToolDefinitions.isDeferred(all))
        || (each != null
            && each.members().stream().anyMatch(m -> ToolDefinitions.isDeferred(m.value())));
  }

  /** Returns true if a definition in the body is deferred. */
  boolean isOfBody() {
    return !byName.isEmpty();
  }

  /** Returns true if any tool is, of a server's too. */
  boolean isAny() {
    return isOfBody() || inSets;
  }

  /**
   * Returns what a reference costs beside its name; empty if it names a tool that the model sees.
   * Each definition is counted once.
   */
  Optional<Integer> found(JsonValue reference) {
    JsonValue named = named(reference);
    String name = named.text().decode();
    return Optional.ofNullable(byName.get(name))
        .map(tool -> tokens.computeIfAbsent(name, unused -> count(tool)));
  }

  /** Returns the name in a reference; the reference if it has none. */
  static JsonValue named(JsonValue reference) {
    JsonValue inResult = reference.string("tool_name");
    JsonValue name = inResult == null ? reference.string("name") : inResult;
    return name == null ? reference : name;
  }

  private int count(JsonValue tool) {
    return sizes.tokens(ToolDefinitions.of(tool, tool, "input_schema").tool());
  }
}
