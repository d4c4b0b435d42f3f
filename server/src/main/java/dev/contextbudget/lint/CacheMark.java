package dev.contextbudget.lint;

import dev.contextbudget.dialect.json.JsonValue;

/**
 * A mark that asks the provider to cache what stands before it.
 *
 * @param at the mark
 * @param bearer the part that bears it
 * @param mayStand whether the bearer may have one
 * @param isAutomatic whether the bearer is the body, and the provider shall find the place
 */
record CacheMark(JsonValue at, JsonValue bearer, boolean mayStand, boolean isAutomatic) {

  /** Returns true if it stands in a value. */
  boolean isIn(JsonValue value) {
    int start = value.startByte();
    return at.startByte() > start && at.startByte() < start + value.raw().length();
  }

  /** Returns true if it asks for the longer time to live. */
  boolean isLong() {
    return at.is("ttl", "1h");
  }

  /** Returns true if its type and time to live are documented, for Anthropic. */
  boolean isDocumented() {
    JsonValue ttl = at.member("ttl");
    boolean known = ttl == null || ttl.isNull() || ttl.holds("5m") || ttl.holds("1h");
    return at.is("type", "ephemeral") && known;
  }
}
