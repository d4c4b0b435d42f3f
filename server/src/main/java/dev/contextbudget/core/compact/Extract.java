package dev.contextbudget.core.compact;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;

/**
 * What is kept of one text.
 *
 * @param textIndex which text, by its position in the request
 * @param ranges kept ranges, ascending, neighbours joined; never empty
 * @param tokens of the kept sentences, each counted alone with the space before it, of what stands
 *     between the ranges, and the overhead of the text
 */
public record Extract(int textIndex, List<ByteRange> ranges, int tokens) {
  /** Stands between two ranges behind a space: nobody shall read on where something is missing. */
  static final Utf8Text OMISSION = Utf8Text.of("\u2026");

  public Extract {
    ranges = List.copyOf(ranges);
    if (textIndex < 0 || ranges.isEmpty() || tokens < 0) {
      throw new IllegalArgumentException(
          "want index >= 0, ranges and tokens >= 0, got %d, %d, %d"
              .formatted(textIndex, ranges.size(), tokens));
    }
  }
}
