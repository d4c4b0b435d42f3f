package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tool definitions as the core counts them. */
public final class ToolDefinitions {
  private ToolDefinitions() {}

  /**
   * Returns a definition.
   *
   * @param element of the list of tools
   * @param definition the object with name, description and schema, in the element or itself
   * @param schema the member with the schema of the arguments
   */
  public static BodyTool of(JsonValue element, JsonValue definition, String schema) {
    JsonValue member = definition.member(schema);
    JsonValue parameters = member != null && member.isObject() ? member : null;
    String name = definition.textOf("name");
    if (name.isEmpty() && parameters == null) {
      return own(element, Set.of(element.textOf("type")));
    }
    return new BodyTool(
        element,
        new Body.Tool(
            name,
            description(definition),
            parameters == null ? null : (Json.Obj) json(parameters),
            parameters == null ? "" : parameters.raw().decode()));
  }

  /** Returns true if the model does not see a tool whole before it has searched for it. */
  public static boolean isDeferred(JsonValue tool) {
    JsonValue deferred = tool.member("defer_loading");
    return deferred != null && deferred.isTrue();
  }

  /** What stands in the prompt beside the schema: a grammar of the input, and examples of it. */
  private static String description(JsonValue definition) {
    List<String> said = new ArrayList<>(List.of(definition.textOf("description")));
    JsonValue format = definition.member("format");
    if (format != null) {
      JsonValue grammar = format.member("grammar"); // of Chat Completions; Responses has none
      said.add((grammar == null ? format : grammar).textOf("definition"));
    }
    JsonValue examples = definition.member("input_examples");
    if (examples != null && examples.isArray()) {
      said.add(examples.raw().decode());
    }
    said.removeIf(String::isEmpty);
    return String.join("\n", said);
  }

  /**
   * Returns a tool of the provider's own, which is named by its type and set by its members.
   *
   * @param names by which calls go for it
   */
  public static BodyTool own(JsonValue element, Set<String> names) {
    return new BodyTool(
        element, new Body.Tool(element.textOf("type"), element.raw().decode(), null, ""), names);
  }

  private static Json json(JsonValue value) {
    if (value.isObject()) {
      Map<String, Json> members = new LinkedHashMap<>();
      value.members().forEach(member -> members.put(member.name(), json(member.value())));
      return new Json.Obj(members);
    }
    if (value.isArray()) {
      List<Json> elements = new ArrayList<>();
      value.elements().forEach(element -> elements.add(json(element)));
      return new Json.Arr(elements);
    }
    return switch (value.kind()) {
      case STRING -> new Json.Str(value.text().decode());
      case NUMBER -> new Json.Num(value.raw().decode());
      case NULL -> new Json.Null();
      default -> new Json.Bool(value.kind() == JsonKind.TRUE);
    };
  }
}
