package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashSet;
import java.util.Set;

/**
 * Schemas that an API can enforce; it refuses others where they shall be enforced.
 *
 * <p>Sources: Structured Outputs guide of OpenAI, supported schemas: of each object all members are
 * named and required. Structured outputs guide of Anthropic, JSON Schema limitations: of each
 * object all members are named, and values have no bounds. Both 2026-11.
 */
final class StrictSchema {
  /** What is lost, as it is told to a caller. */
  static final String REFUSED_TOOL = "a strict tool with this schema";

  static final String REFUSED_ANSWER = "an enforced answer with this schema";

  private static final Set<String> NOT_OPENAI =
      Set.of(
          "allOf",
          "dependentRequired",
          "dependentSchemas",
          "else",
          "if",
          "not",
          "oneOf",
          "patternProperties",
          "then");
  private static final Set<String> NOT_ANTHROPIC =
      Set.of(
          "dependentRequired",
          "dependentSchemas",
          "else",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "if",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minLength",
          "minProperties",
          "minimum",
          "multipleOf",
          "not",
          "oneOf",
          "patternProperties",
          "then",
          "uniqueItems");

  private final boolean ofOpenAi;

  private StrictSchema(boolean ofOpenAi) {
    this.ofOpenAi = ofOpenAi;
  }

  /** Returns whether an API can enforce a schema, which is JSON. */
  static boolean accepts(Format format, Utf8Text schema) {
    StrictSchema strict = new StrictSchema(format != Format.ANTHROPIC_MESSAGES);
    return Embedded.object(schema)
        .filter(object -> object.is("type", "object") && object.member("anyOf") == null)
        .filter(strict::accepts)
        .isPresent();
  }

  private boolean accepts(JsonValue schema) {
    return (!isOfObject(schema) || isClosed(schema))
        && schema.members().stream().allMatch(this::acceptsInside);
  }

  private static boolean isOfObject(JsonValue schema) {
    return schema.is("type", "object")
        || schema.elementsOf("type").stream().anyMatch(type -> type.holds("object"));
  }

  /** Names of properties are the caller's, and may be those of keywords. */
  private boolean acceptsInside(JsonValue.Member member) {
    JsonValue value = member.value();
    return switch (member.name()) {
      case "properties", "$defs", "definitions" ->
          value.members().stream().allMatch(property -> accepts(property.value()));
      case "anyOf", "allOf" -> isKnown(member) && value.elements().stream().allMatch(this::accepts);
      case "items" -> accepts(value);
      case "minItems" -> ofOpenAi || value.wholeNumber().orElse(2) <= 1;
      default -> isKnown(member);
    };
  }

  private boolean isKnown(JsonValue.Member keyword) {
    return !(ofOpenAi ? NOT_OPENAI : NOT_ANTHROPIC).contains(keyword.name());
  }

  private boolean isClosed(JsonValue schema) {
    Set<String> required = new HashSet<>();
    schema.elementsOf("required").forEach(name -> required.add(name.text().decode()));
    JsonValue properties = schema.member("properties");
    JsonValue others = schema.member("additionalProperties");
    boolean isNamed = others != null && others.raw().equals(Utf8Text.of("false"));
    return isNamed
        && (!ofOpenAi
            || properties == null
            || properties.members().stream().allMatch(member -> required.contains(member.name())));
  }
}
