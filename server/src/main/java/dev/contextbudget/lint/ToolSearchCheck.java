package dev.contextbudget.lint;

import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/** Tools that the model has to search for, which need something that is no such tool. */
final class ToolSearchCheck {
  private ToolSearchCheck() {}

  static void check(Linted body, Findings findings) {
    List<JsonValue> tools = body.root().elementsOf("tools");
    List<JsonValue> deferred = tools.stream().filter(ToolSearchCheck::isDeferred).toList();
    boolean wrong =
        switch (body.format()) {
          case ANTHROPIC_MESSAGES -> !deferred.isEmpty() && deferred.size() == tools.size();
          case OPENAI_RESPONSES -> !isElsewhere(body) && !isSearched(tools, !deferred.isEmpty());
          case OPENAI_CHAT, GEMINI -> false;
        };
    if (wrong) {
      findings.add(LintRule.TOOL_SEARCH_MISSING, (deferred.isEmpty() ? tools : deferred).get(0));
    }
  }

  private static boolean isDeferred(JsonValue tool) {
    return ToolDefinitions.isDeferred(tool)
        || tool.elementsOf("tools").stream().anyMatch(ToolDefinitions::isDeferred);
  }

  /** A search of the caller's brings the definitions itself. */
  private static boolean isSearched(List<JsonValue> tools, boolean deferred) {
    List<JsonValue> searches = tools.stream().filter(t -> t.is("type", "tool_search")).toList();
    boolean byClient = searches.stream().anyMatch(search -> search.is("execution", "client"));
    return deferred ? !searches.isEmpty() : searches.isEmpty() || byClient;
  }

  /** A prompt that the provider keeps may have tools, and so may items. */
  private static boolean isElsewhere(Linted body) {
    return body.root().member("prompt") != null
        || body.root().elementsOf("input").stream()
            .anyMatch(item -> item.is("type", "additional_tools"));
  }
}
