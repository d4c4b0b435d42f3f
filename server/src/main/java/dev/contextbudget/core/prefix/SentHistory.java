package dev.contextbudget.core.prefix;

import dev.contextbudget.core.fit.HistoryState;
import java.util.OptionalInt;

/**
 * A component as a call sent it, and where that call cut it: enough to know it again.
 *
 * <p>Its items are compared in three ranges: those before the cut, those behind it that are
 * settled, and the rest, which a caller may still change, such as a last message that is edited and
 * sent again.
 *
 * @param componentHash of the component's id and role
 * @param appendOnly whether the caller promised only to append to it
 * @param state where it was cut
 * @param settledItems items up to the end of the settled ones
 * @param items number of items
 * @param cutHash of the items before the cut
 * @param lastCutHash of the last item before the cut; 0 if there is no cut
 * @param settledHash of the settled items behind the cut
 * @param restHash of the items behind the settled ones
 */
public record SentHistory(
    long componentHash,
    boolean appendOnly,
    HistoryState state,
    int settledItems,
    int items,
    long cutHash,
    long lastCutHash,
    long settledHash,
    long restHash) {
  /**
   * Items in a row by which a history is known again after the caller dropped some in front. Fewer
   * may be the same in two conversations: a greeting, a question and an answer that all begin with.
   */
  static final int LEAST_RUN = 8;

  public SentHistory {
    if (state.changedTo() > settledItems || settledItems > items) {
      throw new IllegalArgumentException(
          "want cut %s <= settled %d <= items %d".formatted(state, settledItems, items));
    }
  }

  /**
   * @param lastTurnStart from where on the caller may still change items
   */
  static SentHistory of(
      long componentHash,
      boolean appendOnly,
      HistoryState state,
      ItemHashes hashes,
      int lastTurnStart) {
    int cut = state.keptFrom();
    int shown = Math.min(hashes.size(), cut + 1);
    int settled = Math.max(Math.max(shown, state.changedTo()), lastTurnStart);
    return new SentHistory(
        componentHash,
        appendOnly,
        state,
        settled,
        hashes.size(),
        hashes.range(0, cut),
        cut == 0 ? 0 : hashes.item(cut - 1),
        hashes.range(cut, settled),
        hashes.range(settled, hashes.size()));
  }

  /**
   * Returns how many of these items are missing in front of other ones that go on with them: 0, or
   * up to the cut if the caller drops its oldest ones; empty if the others do not go on with these.
   * O(n).
   */
  OptionalInt missingInFrontOf(ItemHashes now) {
    int cut = state.keptFrom();
    if (settledItems <= now.size()
        && now.range(0, cut) == cutHash
        && now.range(cut, settledItems) == settledHash) {
      return OptionalInt.of(0);
    }
    int run = settledItems - cut;
    for (int i = Math.min(cut - 1, now.size() - run); i >= 0; i--) {
      if (run + Math.min(i, 1) >= LEAST_RUN
          && (i == 0 || now.item(i - 1) == lastCutHash)
          && now.range(i, i + run) == settledHash) {
        return OptionalInt.of(cut - i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns true if items that go on with these also begin with the rest of them.
   *
   * @param missing of these items, in front
   */
  boolean isWholeIn(ItemHashes now, int missing) {
    return items - missing <= now.size()
        && now.range(settledItems - missing, items - missing) == restHash;
  }
}
