package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.List;

/**
 * A schema of arguments as OpenAI takes it: the type and the properties of the whole are said,
 * though there be none, and of a list what its elements are, though they be anything.
 *
 * <p>Source: error texts of the API, 2023 to 2026 (openai-agents-python pull request 454; aichat
 * issue 1049). Others take it without.
 */
final class OpenAiSchema {
  private final JsonWriter out = new JsonWriter();
  private boolean completed;

  private OpenAiSchema() {}

  /**
   * Returns a schema that means the same; byte for byte the same if nothing is missing, or it is no
   * object.
   */
  static Utf8Text of(Utf8Text schema) {
    OpenAiSchema written = new OpenAiSchema();
    Embedded.object(schema).ifPresent(whole -> written.write(whole, true));
    return written.completed ? written.out.text() : schema;
  }

  private void write(JsonValue schema, boolean isWhole) {
    if (!schema.isObject()) {
      out.value(schema);
      return;
    }
    out.beginObject();
    for (JsonValue.Member member : schema.members()) {
      out.name(member.name());
      inside(member.name(), member.value());
    }
    if (schema.member("$ref") == null) {
      complete(schema, isWhole);
    }
    out.endObject();
  }

  /** Names of properties are the caller's, and values of other keywords are no schemas. */
  private void inside(String keyword, JsonValue value) {
    switch (keyword) {
      case "properties", "$defs", "definitions" -> {
        if (!value.isObject()) {
          out.value(value);
          return;
        }
        out.beginObject();
        for (JsonValue.Member named : value.members()) {
          out.name(named.name());
          write(named.value(), false);
        }
        out.endObject();
      }
      case "items", "additionalProperties" -> write(value, false);
      case "anyOf", "oneOf", "allOf" -> {
        if (!value.isArray()) {
          out.value(value);
          return;
        }
        out.beginArray();
        value.elements().forEach(element -> write(element, false));
        out.endArray();
      }
      default -> out.value(value);
    }
  }

  private void complete(JsonValue schema, boolean isWhole) {
    if (isWhole && schema.member("type") == null) {
      add("type", "\"object\"");
    }
    if (isWhole && schema.member("properties") == null) {
      add("properties", "{}");
    }
    boolean told =
        List.of("items", "prefixItems").stream().anyMatch(name -> schema.member(name) != null);
    if (isList(schema) && !told) {
      add("items", "{}");
    }
  }

  private static boolean isList(JsonValue schema) {
    return schema.is("type", "array")
        || schema.elementsOf("type").stream().anyMatch(type -> type.holds("array"));
  }

  private void add(String keyword, String json) {
    out.name(keyword).json(Utf8Text.of(json));
    completed = true;
  }
}
