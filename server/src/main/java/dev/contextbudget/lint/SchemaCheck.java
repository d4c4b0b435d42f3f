package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Schemas of the arguments of tools.
 *
 * <p>OpenAI and Anthropic want the type of the whole to be said, OpenAI its properties too, though
 * there be none, and what the elements of a list are (error texts of the API, 2023 to 2026). Gemini
 * writes types in capitals, or not; it reads a part of JSON Schema into messages of its own, and
 * refuses the rest, but for what stands in {@code parametersJsonSchema}.
 */
final class SchemaCheck {
  /** OmniRoute issue 12509, 2026-09; zed-extensions mcp-server-brave-search issue 12, 2025-11. */
  private static final List<String> NOT_OF_GEMINI = List.of("prefixItems", "prefix_items", "const");

  private final Linted body;
  private final Findings findings;

  private SchemaCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
  }

  static void check(Linted body, DefinedTools.Tool tool, Findings findings) {
    SchemaCheck check = new SchemaCheck(body, findings);
    JsonValue schema = tool.schema();
    if (schema == null || schema.isNull()) {
      if (body.isFor(Format.ANTHROPIC_MESSAGES)) {
        findings.add(LintRule.TOOL_SCHEMA_INVALID, tool.at());
      }
    } else if (check.isOpenAi() && schema.isObject() && schema.members().isEmpty()) {
      findings.add(
          LintRule.TOOL_SCHEMA_INVALID,
          LintSeverity.WARNING,
          tool.at(),
          "the schema of the arguments is empty, which not every server takes");
    } else if (!check.isOfObject(schema)) {
      findings.add(LintRule.TOOL_SCHEMA_INVALID, tool.at());
    } else if (check.isReadByField(tool)) {
      check.checkInside(schema);
    }
  }

  private boolean isOpenAi() {
    return body.isFor(Format.OPENAI_CHAT) || body.isFor(Format.OPENAI_RESPONSES);
  }

  private boolean isOfObject(JsonValue schema) {
    JsonValue properties = schema.member("properties");
    boolean needed = isOpenAi() && schema.member("$ref") == null;
    boolean told =
        properties == null ? !needed : properties.isObject() || (properties.isNull() && !needed);
    return schema.isObject() && told && isTypeOfObject(schema) && !isChoice(schema);
  }

  private boolean isTypeOfObject(JsonValue schema) {
    JsonValue type = schema.member("type");
    if (type == null) {
      return body.isFor(Format.GEMINI);
    }
    String name = type.text().decode();
    return body.isFor(Format.GEMINI)
        ? name.toLowerCase(Locale.ROOT).equals("object")
        : name.equals("object");
  }

  /** OpenAI refuses more of them at the top, Gemini none. */
  private boolean isChoice(JsonValue schema) {
    Set<String> names =
        switch (body.format()) {
          case OPENAI_CHAT, OPENAI_RESPONSES -> Set.of("oneOf", "anyOf", "allOf", "enum", "not");
          case ANTHROPIC_MESSAGES -> Set.of("oneOf", "anyOf", "allOf");
          case GEMINI -> Set.of();
        };
    return names.stream().anyMatch(name -> schema.member(name) != null);
  }

  private boolean isReadByField(DefinedTools.Tool tool) {
    return isOpenAi()
        || (body.isFor(Format.GEMINI)
            && Spelling.member(tool.at(), "parametersJsonSchema") == null);
  }

  private void checkInside(JsonValue schema) {
    body.stop().check();
    if (isOpenAi() && isList(schema) && !saysElements(schema)) {
      problem(schema, "a list in the arguments does not say what its elements are: `items`");
    }
    if (body.isFor(Format.GEMINI)) {
      checkFields(schema);
    }
    for (JsonValue.Member member : schema.members()) {
      JsonValue value = member.value();
      switch (member.name()) {
        case "properties" -> value.members().forEach(property -> checkInside(property.value()));
        case "items" -> checkInside(value);
        case "anyOf", "any_of" -> value.elements().forEach(this::checkInside);
        default -> {
          // holds no schema that is read in this way
        }
      }
    }
  }

  private static boolean isList(JsonValue schema) {
    return schema.is("type", "array")
        || schema.elementsOf("type").stream().anyMatch(type -> type.holds("array"));
  }

  private static boolean saysElements(JsonValue schema) {
    return List.of("items", "prefixItems", "$ref").stream()
        .anyMatch(name -> schema.member(name) != null);
  }

  private void checkFields(JsonValue schema) {
    JsonValue type = schema.member("type");
    if (type != null && type.kind() == JsonKind.ARRAY) {
      problem(type, "a schema has several types, of which Gemini takes one");
    }
    for (String name : NOT_OF_GEMINI) {
      if (schema.member(name) != null) {
        problem(schema, "a schema has `%s`, which Gemini does not know".formatted(name));
      }
    }
  }

  private void problem(JsonValue at, String what) {
    findings.add(LintRule.TOOL_SCHEMA_INVALID, at, what);
  }
}
