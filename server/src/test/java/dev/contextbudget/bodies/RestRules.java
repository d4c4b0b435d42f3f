package dev.contextbudget.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.contextbudget.dialect.json.StrictJackson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is neither a message nor a tool keeps its bytes and its order; definitions of tools may
 * leave if the caller lets them, and then nothing names one that is gone.
 */
final class RestRules {
  private static final Set<String> ABOUT_TOOLS =
      Set.of(
          "tools",
          "functions",
          "tool_choice",
          "function_call",
          "parallel_tool_calls",
          "toolConfig");
  private static final Set<String> CALLS =
      Set.of("function_call", "custom_tool_call", "tool_use", "server_tool_use", "tool_reference");
  private static final Set<String> CALLED = Set.of("function", "functionCall", "custom");

  private final RawJson raw;
  private final JsonNode source;
  private final String list;

  /**
   * @param list name of the member with the messages
   */
  RestRules(String source, String list) {
    this.raw = RawJson.of(source);
    this.source = StrictJackson.tree(source);
    this.list = list;
  }

  void check(String fitted, boolean toolsMayLeave, List<Problem> problems) {
    Map<String, RawJson> before = new LinkedHashMap<>(raw.members());
    Map<String, RawJson> after = new LinkedHashMap<>(RawJson.of(fitted).members());
    before.remove(list);
    after.remove(list);
    if (toolsMayLeave && !before.equals(after)) {
      checkTools(StrictJackson.tree(fitted), problems);
      before.keySet().removeAll(ABOUT_TOOLS);
      after.keySet().removeAll(ABOUT_TOOLS);
    }
    if (!new ArrayList<>(before.entrySet()).equals(new ArrayList<>(after.entrySet()))) {
      problems.add(new Problem("member-changed", before.keySet() + " to " + after.keySet()));
    }
  }

  private void checkTools(JsonNode fitted, List<Problem> problems) {
    List<JsonNode> before = definitions(source);
    List<JsonNode> after = definitions(fitted);
    int at = 0;
    for (JsonNode tool : after) {
      while (at < before.size() && !before.get(at).equals(tool)) {
        at++;
      }
      at++;
    }
    if (at > before.size()) {
      problems.add(new Problem("tool-changed", at + " of " + before.size()));
    }
    Set<String> gone = names(before);
    gone.removeAll(names(after));
    Set<String> asked = new HashSet<>();
    ABOUT_TOOLS.stream()
        .filter(name -> !name.equals("tools") && !name.equals("functions"))
        .forEach(name -> strings(fitted.path(name), asked));
    called(fitted.path(list), "", asked);
    asked.retainAll(gone);
    if (!asked.isEmpty()) {
      problems.add(new Problem("tool-gone", asked.toString()));
    }
    checkChoice(fitted, after, problems);
    List<Problem> own = ToolBonds.problems(source, before);
    ToolBonds.problems(fitted, after).stream().filter(p -> !own.contains(p)).forEach(problems::add);
  }

  /** A choice is refused without anything to choose, and a server without its tools. */
  private void checkChoice(JsonNode fitted, List<JsonNode> after, List<Problem> problems) {
    if (after.isEmpty() && (fitted.has("tool_choice") || fitted.has("function_call"))) {
      problems.add(new Problem("tool-choice", "without tools"));
    }
    for (String name : List.of("tool_choice", "function_call", "parallel_tool_calls")) {
      boolean chooses = fitted.has(name.equals("function_call") ? "functions" : "tools");
      if (chooses && !fitted.path(name).equals(source.path(name))) {
        problems.add(new Problem("tool-choice", name + " is another"));
      }
    }
    boolean declared = !fitted.findValues("functionDeclarations").isEmpty();
    if (!declared && fitted.path("toolConfig").has("functionCallingConfig")) {
      problems.add(new Problem("tool-choice", "functionCallingConfig without a declaration"));
    }
    for (JsonNode server : fitted.path("mcp_servers")) {
      if (!names(after).contains(server.path("name").asText())) {
        problems.add(new Problem("tool-gone", "tools of a server"));
      }
    }
  }

  private static List<JsonNode> definitions(JsonNode body) {
    List<JsonNode> found = new ArrayList<>();
    for (String name : List.of("tools", "functions")) {
      for (JsonNode tool : body.path(name)) {
        if (tool.has("functionDeclarations")) {
          tool.get("functionDeclarations").forEach(found::add);
          ObjectNode others = tool.deepCopy();
          others.remove("functionDeclarations");
          others
              .properties()
              .forEach(own -> found.add(others.objectNode().set(own.getKey(), own.getValue())));
        } else {
          found.add(tool);
        }
      }
    }
    return found;
  }

  private static Set<String> names(List<JsonNode> definitions) {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : definitions) {
      for (JsonNode holder : List.of(tool, tool.path("function"), tool.path("custom"))) {
        names.add(holder.path("name").asText());
        names.add(holder.path("mcp_server_name").asText());
        names.add(holder.path("server_label").asText());
      }
      tool.path("tools").forEach(inner -> names.add(inner.path("name").asText()));
    }
    names.remove("");
    return names;
  }

  private static void strings(JsonNode value, Set<String> strings) {
    if (value.isTextual()) {
      strings.add(value.textValue());
    }
    value.forEach(child -> strings(child, strings));
  }

  private static void called(JsonNode value, String member, Set<String> names) {
    if (CALLS.contains(value.path("type").asText()) || CALLED.contains(member)) {
      names.add(value.path("name").asText());
      names.add(value.path("tool_name").asText());
    }
    value.properties().forEach(child -> called(child.getValue(), child.getKey(), names));
    if (value.isArray()) {
      value.forEach(child -> called(child, "", names));
    }
  }
}
