package dev.contextbudget.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Which definitions of tools need others. */
final class ToolBonds {
  private static final Set<String> RUN_BY_CODE =
      Set.of("bash_code_execution", "text_editor_code_execution");

  private ToolBonds() {}

  static List<Problem> problems(JsonNode body, List<JsonNode> tools) {
    List<Problem> problems = new ArrayList<>();
    long deferred = tools.stream().filter(ToolBonds::isDeferred).count();
    boolean searched =
        tools.stream().anyMatch(tool -> tool.path("type").asText().equals("tool_search"));
    if (body.has("input") && (deferred > 0) != searched) {
      problems.add(new Problem("tool-search", searched ? "nothing to search" : "no search"));
    }
    if (body.has("messages") && !tools.isEmpty() && deferred == tools.size()) {
      problems.add(new Problem("tool-search", "all tools are deferred"));
    }
    boolean code = tools.stream().anyMatch(ToolBonds::runsCode);
    boolean wanted =
        tools.stream().flatMap(ToolBonds::callers).anyMatch(name -> !name.equals("direct"));
    if (!code && (wanted || isCalledAsPartOfCode(body))) {
      problems.add(new Problem("tool-gone", "the one that runs code"));
    }
    for (String list : List.of("tools", "functions")) {
      if (body.has(list) && body.get(list).isEmpty()) {
        problems.add(new Problem("tool-list", "is empty"));
      }
    }
    if (body.has("function_call") && !body.has("functions")) {
      problems.add(new Problem("tool-choice", "function_call without functions"));
    }
    return problems;
  }

  private static boolean isDeferred(JsonNode tool) {
    return tool.path("defer_loading").asBoolean()
        || StreamSupport.stream(tool.path("tools").spliterator(), false)
            .anyMatch(ToolBonds::isDeferred);
  }

  private static boolean runsCode(JsonNode tool) {
    String type = tool.path("type").asText();
    return type.startsWith("code_execution_") || type.equals("programmatic_tool_calling");
  }

  private static Stream<String> callers(JsonNode tool) {
    return tool.findValues("allowed_callers").stream()
        .flatMap(names -> StreamSupport.stream(names.spliterator(), false))
        .map(JsonNode::asText);
  }

  private static boolean isCalledAsPartOfCode(JsonNode body) {
    return body.path("messages").findValues("content").stream()
        .flatMap(content -> StreamSupport.stream(content.spliterator(), false))
        .anyMatch(
            block ->
                block.path("type").asText().equals("server_tool_use")
                    && RUN_BY_CODE.contains(block.path("name").asText()));
  }
}
