package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A text and what a cut must not break in it.
 *
 * @param json the text is one JSON object or array; then the markup is empty
 * @param mostWrapBytes most bytes that any place takes to close and open again
 * @param stop asked on every way through the text
 */
record Shape(Utf8Text text, boolean json, Markup markup, int mostWrapBytes, StopSignal stop) {

  /** Reads a text. O(n). */
  static Shape of(Utf8Text text, StopSignal stop) {
    OptionalInt jsonWrapBytes = JsonPlaces.mostWrapBytes(text, stop);
    Markup markup = Markup.of(jsonWrapBytes.isPresent() ? Utf8Text.EMPTY : text, stop);
    return new Shape(
        text,
        jsonWrapBytes.isPresent(),
        markup,
        jsonWrapBytes.orElse(markup.mostWrapBytes()),
        stop);
  }

  /** Returns what is never closed: a fence, or nothing. */
  @Nullable Open openAtEnd() {
    return markup.openAtEnd();
  }

  /** Returns all places at or after {@code fromByte}, and perhaps some before. */
  Places places(Edge edge, int fromByte) {
    return json
        ? new JsonPlaces(text, edge, stop)
        : new TextPlaces(text, markup, edge, fromByte, stop);
  }
}
