package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A text and what a cut must not break in it.
 *
 * @param json the text is one JSON object or array; then the markup is empty
 * @param mostWrapBytes most bytes that any place takes to close and open again
 */
record Shape(Utf8Text text, boolean json, Markup markup, int mostWrapBytes) {

  /** Reads a text. O(n). */
  static Shape of(Utf8Text text) {
    OptionalInt jsonWrapBytes = JsonPlaces.mostWrapBytes(text);
    Markup markup = Markup.of(jsonWrapBytes.isPresent() ? Utf8Text.EMPTY : text);
    return new Shape(
        text, jsonWrapBytes.isPresent(), markup, jsonWrapBytes.orElse(markup.mostWrapBytes()));
  }

  /** Returns what is never closed: a fence, or nothing. */
  @Nullable Open openAtEnd() {
    return markup.openAtEnd();
  }

  /** Returns all places at or after {@code fromByte}, and perhaps some before. */
  Places places(Edge edge, int fromByte) {
    return json ? new JsonPlaces(text, edge) : new TextPlaces(text, markup, edge, fromByte);
  }
}
