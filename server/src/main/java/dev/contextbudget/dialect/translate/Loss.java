package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.json.JsonValue;

/**
 * Something in a body that another API has no place for.
 *
 * @param at where it stands
 * @param what has no place where, as a sentence; never a text of the body
 */
public record Loss(JsonValue at, String what) {}
