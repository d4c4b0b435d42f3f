package dev.contextbudget.core.trim;

import java.util.List;

/**
 * A text after cutting.
 *
 * @param pieces in order; the whole text is one {@link Piece.Source}, an empty one has none
 * @param tokens of the joined pieces, counted once more after the cut
 */
public record Cut(List<Piece> pieces, int tokens) {
  public Cut {
    pieces = List.copyOf(pieces);
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens < 0: " + tokens);
    }
  }
}
