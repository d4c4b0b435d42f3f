package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Definitions of tools, and by which names calls in the input go for them. */
final class ResponsesTools {
  private final List<JsonValue> tools;
  private final Map<String, Set<String>> askedFor;
  private final List<JsonValue> added;

  ResponsesTools(JsonValue root) {
    this.tools = root.elementsOf("tools");
    this.askedFor = askedFor(root);
    this.added =
        root.elementsOf("input").stream().filter(i -> i.is("type", "additional_tools")).toList();
  }

  /** A search without deferred tools is refused, and these are without a search. */
  List<BodyTool> read() {
    boolean searched =
        Stream.concat(tools.stream(), added.stream()).anyMatch(ResponsesTools::isDeferred);
    return tools.stream()
        .map(
            t ->
                searched && (t.is("type", "tool_search") || isDeferred(t))
                    ? tool(t).kept()
                    : tool(t))
        .toList();
  }

  private static boolean isDeferred(JsonValue tool) {
    return ToolDefinitions.isDeferred(tool)
        || tool.elementsOf("tools").stream().anyMatch(ToolDefinitions::isDeferred);
  }

  private BodyTool tool(JsonValue tool) {
    return switch (tool.textOf("type")) {
      case "function", "custom" ->
          isDeferred(tool) ? announced(tool) : ToolDefinitions.of(tool, tool, "parameters");
      case "namespace" ->
          isDeferred(tool)
              ? announced(tool).calledBy(names(tool.elementsOf("tools")))
              : ToolDefinitions.own(tool, names(tool.elementsOf("tools")));
      case "programmatic_tool_calling" ->
          ToolDefinitions.own(tool, Set.of("programmatic_tool_calling", "programmatic"));
      case "computer", "computer_use_preview" ->
          ToolDefinitions.own(tool, Set.of("computer", "computer_use_preview"));
      case "mcp" -> ToolDefinitions.own(tool, ofServer(tool.textOf("server_label")));
      default -> ToolDefinitions.own(tool, Set.of(tool.textOf("type")));
    };
  }

  /**
   * Returns what the model sees of a tool before it has searched for it: a name, a description and
   * what of a namespace is not deferred (OpenAI guide, Tool search, 2026-11).
   */
  private static BodyTool announced(JsonValue tool) {
    StringBuilder said = new StringBuilder(tool.textOf("description"));
    for (JsonValue held : tool.elementsOf("tools")) {
      said.append(ToolDefinitions.isDeferred(held) ? "" : held.raw().decode());
    }
    return new BodyTool(tool, new Body.Tool(tool.textOf("name"), said.toString(), null, ""));
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
