package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tools of a body. An entry of the list holds declarations of functions, tools of the provider's
 * own, or both; a declaration leaves alone, the last one with what is around it.
 */
final class GeminiTools {
  private static final String DECLARATIONS = "functionDeclarations";
  private static final List<String> SCHEMAS =
      List.of("parameters", "parametersJsonSchema", "parameters_json_schema");

  private final Set<String> named = new HashSet<>();
  private final List<BodyTool> tools = new ArrayList<>();

  private GeminiTools(JsonValue root) {
    JsonValue config = Either.member(root, "toolConfig");
    JsonValue calling = config == null ? null : Either.member(config, "functionCallingConfig");
    JsonValue names = calling == null ? null : Either.member(calling, "allowedFunctionNames");
    if (names != null) {
      names.elements().forEach(name -> named.add(name.text().decode()));
    }
  }

  static List<BodyTool> of(JsonValue root) {
    GeminiTools tools = new GeminiTools(root);
    GeminiDialect.elements(root.member("tools")).forEach(tools::add);
    return tools.tools;
  }

  /** Returns true if a tool is a function of the caller's, and not the provider's own. */
  static boolean isDeclared(BodyTool tool) {
    return tool.around().size() > 1;
  }

  private void add(JsonValue entry) {
    List<JsonValue.Member> members =
        entry.members().stream().filter(member -> !member.value().isNull()).toList();
    boolean isAlone = members.size() == 1;
    for (JsonValue.Member member : members) {
      JsonValue value = member.value();
      if (Either.camel(member.name()).equals(DECLARATIONS)) {
        GeminiDialect.elements(value).forEach(each -> add(each, List.of(entry, value)));
      } else {
        // what the provider adds to the prompt for its own tools is not published
        Body.Tool own = new Body.Tool(member.name(), value.raw().decode(), null, "");
        tools.add(
            isAlone
                ? new BodyTool(entry, own)
                : new BodyTool(value, own, Set.of(own.name()), List.of(entry), false));
      }
    }
  }

  private void add(JsonValue declaration, List<JsonValue> around) {
    String schema =
        SCHEMAS.stream()
            .filter(name -> Either.member(declaration, name) != null)
            .findFirst()
            .orElse(SCHEMAS.get(0));
    Body.Tool tool = ToolDefinitions.of(declaration, declaration, schema).tool();
    tools.add(
        new BodyTool(
            declaration,
            withAnswer(tool, declaration),
            Set.of(tool.name()),
            around,
            named.contains(tool.name())));
  }

  /** The schema of the answer is counted as well (python-genai, local_tokenizer.py, 2026-11). */
  private static Body.Tool withAnswer(Body.Tool tool, JsonValue declaration) {
    JsonValue own = Either.member(declaration, "response");
    JsonValue answer = own == null ? Either.member(declaration, "responseJsonSchema") : own;
    return answer == null
        ? tool
        : new Body.Tool(
            tool.name(),
            tool.description() + " " + answer.raw().decode(),
            tool.parameters(),
            tool.parametersJson());
  }
}
