package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.Optional;

/**
 * A function that the model may call.
 *
 * @param description empty if there is none
 * @param schema of its arguments, a JSON Schema; empty if it takes none
 * @param strict whether calls must keep to the schema; empty if the body does not say
 */
record PlainTool(
    JsonValue at,
    String name,
    Utf8Text description,
    Optional<Utf8Text> schema,
    Optional<Boolean> strict) {}
