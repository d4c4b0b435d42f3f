package dev.contextbudget.core.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a history of a component lost, carried from one call to the next, so that the same is left
 * out again while that suffices, and nothing else.
 *
 * @param leftOut messages that were left out: one range for a history that is cut by age alone,
 *     more if older messages stayed for their priority, a pin, or as the head of a turn
 * @param cleared messages of which all stale tool results were cleared that can be: one range, more
 *     if results between them had to stay
 * @param cutTexts messages of which a text was cut, oldest first; at most one, and a result in each
 *     of the messages behind it
 */
public record HistoryState(List<Range> leftOut, List<Range> cleared, List<CutText> cutTexts) {
  public static final HistoryState UNCUT = new HistoryState(List.of(), List.of(), List.of());

  /**
   * Messages that stand side by side.
   *
   * @param from index in the component of the first
   * @param to index after the last
   */
  public record Range(int from, int to) {
    public Range {
      if (from < 0 || from >= to) {
        throw new IllegalArgumentException("want 0 <= from < to, got %d, %d".formatted(from, to));
      }
    }
  }

  /**
   * A message of which a text was cut. The same text cut to the same limit gives the same bytes.
   *
   * @param index of the message in the component
   * @param limitTokens most tokens it may cost
   */
  public record CutText(int index, int limitTokens) {
    public CutText {
      if (index < 0 || limitTokens <= 0) {
        throw new IllegalArgumentException(
            "want index >= 0 and limit > 0, got %d, %d".formatted(index, limitTokens));
      }
    }
  }

  public HistoryState {
    leftOut = checked(leftOut);
    cleared = checked(cleared);
    cutTexts = List.copyOf(cutTexts);
    for (int i = 1; i < cutTexts.size(); i++) {
      if (cutTexts.get(i).index() <= cutTexts.get(i - 1).index()) {
        throw new IllegalArgumentException("want cut texts in order, got " + cutTexts);
      }
    }
  }

  private static List<Range> checked(List<Range> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).from() <= ranges.get(i - 1).to()) {
        throw new IllegalArgumentException("want ranges in order and apart, got " + ranges);
      }
    }
    return List.copyOf(ranges);
  }

  /** Returns the ranges of the marked messages. */
  static List<Range> ranges(boolean[] marked) {
    List<Range> ranges = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= marked.length; i++) {
      boolean inside = i < marked.length && marked[i];
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        ranges.add(new Range(from, i));
        from = -1;
      }
    }
    return ranges;
  }

  /** Returns the index behind the newest message that was left out; 0 for none. */
  public int keptFrom() {
    return leftOut.isEmpty() ? 0 : leftOut.get(leftOut.size() - 1).to();
  }

  /** Returns the index behind the newest message that does not stand as it was sent; 0 for none. */
  public int changedTo() {
    int clearedTo = cleared.isEmpty() ? 0 : cleared.get(cleared.size() - 1).to();
    int cutTo = cutTexts.isEmpty() ? 0 : cutTexts.get(cutTexts.size() - 1).index() + 1;
    return Math.max(keptFrom(), Math.max(clearedTo, cutTo));
  }

  boolean isLeftOut(int index) {
    return contains(leftOut, index);
  }

  boolean isCleared(int index) {
    return contains(cleared, index);
  }

  private static boolean contains(List<Range> ranges, int index) {
    return rangeOf(ranges, index).isPresent();
  }

  /** Returns the range that holds an index. O(log n). */
  private static Optional<Range> rangeOf(List<Range> ranges, int index) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (index < range.from()) {
        high = middle - 1;
      } else if (index >= range.to()) {
        low = middle + 1;
      } else {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  /** Returns true if messages are left out here that are not in another state. */
  public boolean leavesOutMoreThan(HistoryState other) {
    return !isCovered(leftOut, other.leftOut);
  }

  /** Returns true if results are cleared here that are not in another state. */
  public boolean clearsMoreThan(HistoryState other) {
    return !isCovered(cleared, other.cleared);
  }

  /** Returns true if a text is cut here that was not, or to another limit. */
  public boolean cutsOtherTextsThan(HistoryState other) {
    return !other.cutTexts.containsAll(cutTexts);
  }

  private static boolean isCovered(List<Range> ranges, List<Range> by) {
    return ranges.stream()
        .allMatch(r -> rangeOf(by, r.from()).filter(b -> r.to() <= b.to()).isPresent());
  }

  /** Returns the state of the same history without its first messages. */
  public HistoryState without(int firstMessages) {
    return new HistoryState(
        without(leftOut, firstMessages),
        without(cleared, firstMessages),
        cutTexts.stream()
            .filter(cut -> cut.index() >= firstMessages)
            .map(cut -> new CutText(cut.index() - firstMessages, cut.limitTokens()))
            .toList());
  }

  private static List<Range> without(List<Range> ranges, int firstMessages) {
    return ranges.stream()
        .filter(range -> range.to() > firstMessages)
        .map(r -> new Range(Math.max(0, r.from() - firstMessages), r.to() - firstMessages))
        .toList();
  }
}
