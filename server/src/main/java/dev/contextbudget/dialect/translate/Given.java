package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;

/**
 * A value of a setting.
 *
 * @param at where it stands
 * @param json what it is; a number keeps its digits
 */
record Given(JsonValue at, Utf8Text json) {}
