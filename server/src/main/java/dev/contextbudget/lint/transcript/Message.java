package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element of the list of messages: a message, or an item where the API has items.
 *
 * @param content its text or its list of pieces; null if it has none
 */
public record Message(
    JsonValue at, Speaker speaker, @Nullable JsonValue content, List<Piece> pieces) {
  public Message {
    pieces = List.copyOf(pieces);
  }

  /** Returns true if a piece of it is of a kind. */
  public boolean has(Piece.Kind kind) {
    return pieces.stream().anyMatch(piece -> piece.is(kind));
  }
}
