package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.Optional;

/**
 * The JSON that an answer shall be.
 *
 * @param schema a JSON Schema; empty for any object
 * @param name of the schema, or empty
 * @param description of the schema, where it stands; empty if there is none
 * @param enforced whether the provider must see to it that the answer keeps to the schema
 */
record AnswerFormat(
    JsonValue at,
    Optional<Utf8Text> schema,
    String name,
    Optional<JsonValue> description,
    boolean enforced) {

  /** Returns the form of an answer that is any JSON object. */
  static AnswerFormat ofAnyObject(JsonValue at) {
    return new AnswerFormat(at, Optional.empty(), "", Optional.empty(), false);
  }
}
