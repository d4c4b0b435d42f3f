package dev.contextbudget.dialect.responses;

import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Definitions of tools, and by which names calls in the input go for them. */
final class ResponsesTools {
  private final List<JsonValue> tools;
  private final Map<String, Set<String>> askedFor;

  ResponsesTools(JsonValue root) {
    this.tools = root.elementsOf("tools");
    this.askedFor = askedFor(root);
  }

  List<BodyTool> read() {
    return tools.stream().map(this::tool).toList();
  }

  private BodyTool tool(JsonValue tool) {
    return switch (tool.textOf("type")) {
      case "function", "custom" -> ToolDefinitions.of(tool, tool, "parameters");
      case "namespace" -> ToolDefinitions.own(tool, names(tool.elementsOf("tools")));
      case "computer", "computer_use_preview" ->
          ToolDefinitions.own(tool, Set.of("computer", "computer_use_preview"));
      case "mcp" -> ToolDefinitions.own(tool, ofServer(tool.textOf("server_label")));
      default -> ToolDefinitions.own(tool, Set.of(tool.textOf("type")));
    };
  }

  private Set<String> ofServer(String label) {
    Set<String> names = new HashSet<>(askedFor.getOrDefault(label, Set.of()));
    names.add(label);
    return names;
  }

  private static Set<String> names(List<JsonValue> named) {
    Set<String> names = new HashSet<>();
    named.forEach(value -> names.add(value.textOf("name")));
    return names;
  }

  /** Of the tools of a server only those are in the input as calls that must be approved. */
  private static Map<String, Set<String>> askedFor(JsonValue root) {
    Map<String, Set<String>> byServer = new HashMap<>();
    for (JsonValue item : root.elementsOf("input")) {
      if (item.is("type", "mcp_approval_request")) {
        byServer
            .computeIfAbsent(item.textOf("server_label"), unused -> new HashSet<>())
            .add(item.textOf("name"));
      }
    }
    return byServer;
  }
}
