package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes tool definitions as TypeScript types.
 *
 * <p>What the text looks like was found out by asking models and comparing counts, see {@link
 * FunctionsTypescript}. Bounds, formats, constants and defaults of a schema are not in it, and
 * descriptions only at the first level.
 */
final class TypescriptRendering {
  private TypescriptRendering() {}

  /** Returns the text of a whole list. */
  static String namespace(List<Body.Tool> tools) {
    StringBuilder out = new StringBuilder("namespace functions {\n\n");
    for (Body.Tool tool : tools) {
      out.append(definition(tool)).append('\n');
    }
    return out.append("} // namespace functions").toString();
  }

  /** Returns the text of one definition. */
  static String definition(Body.Tool tool) {
    StringBuilder out = new StringBuilder();
    if (!tool.description().isEmpty()) {
      out.append("// ").append(tool.description()).append('\n');
    }
    out.append("type ").append(tool.name()).append(" = (");
    Map<String, Json> properties = Schema.members(tool.parameters(), "properties");
    if (!properties.isEmpty()) {
      out.append("_: {\n");
      appendProperties(out, tool.parameters(), 0);
      out.append("\n}");
    }
    return out.append(") => any;\n").toString();
  }

  private static void appendProperties(StringBuilder out, Json.@Nullable Obj schema, int indent) {
    Set<String> required = Set.copyOf(Schema.strings(schema, "required"));
    boolean first = true;
    for (Map.Entry<String, Json> property : Schema.members(schema, "properties").entrySet()) {
      out.append(first ? "" : "\n");
      first = false;
      String description = Schema.string(property.getValue(), "description");
      if (indent == 0 && !description.isEmpty()) {
        out.append("// ").append(description).append('\n');
      }
      out.append(" ".repeat(indent)).append(property.getKey());
      out.append(required.contains(property.getKey()) ? ": " : "?: ");
      appendType(out, property.getValue(), indent);
      out.append(',');
    }
  }

  private static void appendType(StringBuilder out, Json schema, int indent) {
    List<Json> anyOf = Schema.elements(schema, "anyOf");
    if (!anyOf.isEmpty()) {
      for (int i = 0; i < anyOf.size(); i++) {
        out.append(i == 0 ? "" : " | ");
        appendType(out, anyOf.get(i), indent);
      }
      return;
    }
    boolean hasProperties = !Schema.members(schema, "properties").isEmpty();
    String type = hasProperties ? "object" : Schema.string(schema, "type");
    List<Json> values = Schema.elements(schema, "enum");
    switch (type) {
      case "object" -> {
        out.append("{\n");
        appendProperties(out, (Json.Obj) schema, indent + 2);
        out.append("\n}");
      }
      case "array" -> {
        Json items = Schema.member(schema, "items");
        if (items == null) {
          out.append("any");
        } else {
          appendType(out, items, indent);
        }
        out.append("[]");
      }
      case "string", "number", "integer" ->
          out.append(values.isEmpty() ? plain(type) : union(values));
      case "boolean", "null" -> out.append(type);
      default -> out.append(values.isEmpty() ? "any" : union(values));
    }
  }

  private static String plain(String type) {
    return type.equals("integer") ? "number" : type;
  }

  private static String union(List<Json> values) {
    return values.stream().map(CanonicalJson::write).collect(Collectors.joining(" | "));
  }
}
