package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;

/**
 * A text after cutting.
 *
 * @param segments in order; the whole text is one {@link Segment.Source}, an empty one has none
 * @param tokens of the joined segments, counted once more after the cut
 */
public record Cut(List<Segment> segments, int tokens) {
  public Cut {
    segments = List.copyOf(segments);
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens < 0: " + tokens);
    }
  }

  /**
   * Returns the text that the segments make. O(n).
   *
   * @param text the text that was cut
   */
  public Utf8Text joined(Utf8Text text) {
    return Splice.join(segments, text);
  }
}
