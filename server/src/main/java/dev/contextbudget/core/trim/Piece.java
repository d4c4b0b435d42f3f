package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;

/** A piece of a text that was cut; the pieces are joined without anything between them. */
public sealed interface Piece {

  /** Bytes of the text that was cut, from {@code startByte} to before {@code endByte}. */
  record Source(int startByte, int endByte) implements Piece {
    public Source {
      if (startByte < 0 || endByte <= startByte) {
        throw new IllegalArgumentException(
            "want 0 <= start < end, got %d, %d".formatted(startByte, endByte));
      }
    }
  }

  /** Text of the service: the note, separators, and what closes or opens a structure again. */
  record Inserted(Utf8Text text) implements Piece {
    public Inserted {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("empty insertion");
      }
    }
  }
}
