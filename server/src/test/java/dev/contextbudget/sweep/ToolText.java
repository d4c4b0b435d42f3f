package dev.contextbudget.sweep;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.v1.Tool;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tool definitions as OpenAI shows them to its models, written down once more from the published
 * formula (hmarr/openai-chat-tokens, 2024-06-20) for the schemas of the sweep, which have neither
 * descriptions nor enumerations.
 */
final class ToolText {
  private ToolText() {}

  static String of(List<Tool> tools) {
    String types = tools.stream().map(ToolText::type).collect(Collectors.joining("\n"));
    return "namespace functions {\n\n" + types + "\n} // namespace functions";
  }

  private static String type(Tool tool) {
    JsonObject schema = JsonParser.parseString(tool.getParametersJsonSchema()).getAsJsonObject();
    String arguments =
        schema.getAsJsonObject("properties").isEmpty()
            ? ""
            : "_: {\n" + members(schema, "") + "\n}";
    return "// %s\ntype %s = (%s) => any;\n"
        .formatted(tool.getDescription(), tool.getName(), arguments);
  }

  private static String members(JsonObject schema, String indent) {
    Set<String> required =
        schema.getAsJsonArray("required").asList().stream()
            .map(JsonElement::getAsString)
            .collect(Collectors.toSet());
    return schema.getAsJsonObject("properties").entrySet().stream()
        .map(member -> member(member, required.contains(member.getKey()), indent))
        .collect(Collectors.joining("\n"));
  }

  private static String member(
      Map.Entry<String, JsonElement> member, boolean required, String indent) {
    return indent
        + member.getKey()
        + (required ? ": " : "?: ")
        + typeOf(member.getValue().getAsJsonObject(), indent)
        + ",";
  }

  private static String typeOf(JsonObject schema, String indent) {
    return switch (schema.get("type").getAsString()) {
      case "array" ->
          (schema.has("items") ? typeOf(schema.getAsJsonObject("items"), indent) : "any") + "[]";
      case "object" -> "{\n" + members(schema, indent + "  ") + "\n}";
      case "number" -> "number";
      case "boolean" -> "boolean";
      default -> "string";
    };
  }
}
