package dev.contextbudget.core.compact;

import java.util.List;

/**
 * What is kept of one text.
 *
 * @param textIndex which text, by its position in the request
 * @param ranges kept ranges, ascending, neighbours joined; never empty
 * @param tokens of the kept sentences, each counted alone with the space before it, and the
 *     overhead of the text
 */
public record Extract(int textIndex, List<ByteRange> ranges, int tokens) {
  public Extract {
    ranges = List.copyOf(ranges);
    if (textIndex < 0 || ranges.isEmpty() || tokens < 0) {
      throw new IllegalArgumentException(
          "want index >= 0, ranges and tokens >= 0, got %d, %d, %d"
              .formatted(textIndex, ranges.size(), tokens));
    }
  }
}
