package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;

/**
 * A text and what a cut must not break in it.
 *
 * @param json the text is one JSON object or array; then the markup is empty
 */
record Shape(Utf8Text text, boolean json, Markup markup) {

  /** Reads a text. O(n). */
  static Shape of(Utf8Text text) {
    boolean json = JsonPlaces.isJson(text);
    return new Shape(text, json, Markup.of(json ? Utf8Text.EMPTY : text));
  }

  /** Returns all places at or after {@code fromByte}, and perhaps some before. */
  Places places(Edge edge, int fromByte) {
    return json ? new JsonPlaces(text, edge) : new TextPlaces(text, markup.walk(), edge, fromByte);
  }
}
