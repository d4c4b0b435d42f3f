package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits texts at their boundaries. */
public final class Pieces {
  private Pieces() {}

  /**
   * Returns the pieces of a text between the boundaries of at least this kind, without the white
   * space around them. A code fence is one piece, its lines included. O(n).
   *
   * @param stop asked every few thousand bytes
   */
  public static List<Piece.Source> of(Utf8Text text, Boundary atLeast, StopSignal stop) {
    Markup none = Markup.of(Utf8Text.EMPTY, stop);
    Places ends = new TextPlaces(text, none, Edge.END, 0, stop);
    Places starts = new TextPlaces(text, none, Edge.START, 0, stop);
    MarkupWalk markup = Markup.of(text, stop).walk(0);
    List<Piece.Source> pieces = new ArrayList<>();
    int start = 0;
    while (ends.next() && starts.next()) {
      boolean inFence = !markup.moveTo(ends.position()) || isFence(markup.open());
      if (ends.boundary().compareTo(atLeast) >= 0 && !inFence) {
        add(text, start, ends.position(), pieces);
        start = starts.position();
      }
    }
    add(text, start, text.length(), pieces);
    return pieces;
  }

  private static boolean isFence(@Nullable Open open) {
    return open != null && open.kind() == Open.Kind.FENCE;
  }

  private static void add(Utf8Text text, int from, int to, List<Piece.Source> pieces) {
    int start = from;
    int end = to;
    while (start < end && CodePoints.isSpace(CodePoints.at(text, start))) {
      start += CodePoints.bytes(CodePoints.at(text, start));
    }
    while (start < end && CodePoints.isSpace(CodePoints.before(text, end))) {
      end = CodePoints.startBefore(text, end);
    }
    if (start < end) {
      pieces.add(new Piece.Source(start, end));
    }
  }
}
