package dev.contextbudget.core.item;

import java.util.Set;

/** How a component shrinks when its grant is too small. Pinned items are never touched. */
public sealed interface Reduction {

  /** Kept whole, or the request fails. */
  record None() implements Reduction {}

  /** Whole items leave: of messages the oldest turns, else the least valuable items. */
  record DropItems() implements Reduction {}

  /**
   * Only the newest turns stay.
   *
   * @param turns most turns to keep; 0 keeps the current turn and what is pinned
   */
  record KeepLastTurns(int turns) implements Reduction {
    public KeepLastTurns {
      if (turns < 0) {
        throw new IllegalArgumentException("turns < 0: " + turns);
      }
    }
  }

  /**
   * The first and the newest messages stay.
   *
   * @param messages most messages to keep in all
   * @param keepFirst of them, how many of the oldest
   */
  record Window(int messages, int keepFirst) implements Reduction {
    public Window {
      if (messages < 1 || keepFirst < 0 || keepFirst > messages) {
        throw new IllegalArgumentException(
            "want messages >= 1 and 0 <= keepFirst <= messages, got %d, %d"
                .formatted(messages, keepFirst));
      }
    }
  }

  /** Items are cut on one side. */
  record Truncate(Side side) implements Reduction {}

  /** Which part of a text is cut away. */
  enum Side {
    END,
    START,
    MIDDLE
  }

  /**
   * Items of the lowest value per token leave, where the value per token is {@code score /
   * sqrt(tokens + offset)}. Plain score over tokens picks crumbs; the offset of 40 kept the most
   * evidence on all measured sets.
   */
  record ByRelevance(int offsetTokens) implements Reduction {
    /** Prefers short items, but not crumbs. */
    public static final int DEFAULT_OFFSET_TOKENS = 40;

    public ByRelevance {
      if (offsetTokens < 0) {
        throw new IllegalArgumentException("offset < 0: " + offsetTokens);
      }
    }
  }

  /**
   * Old tool results are replaced by a placeholder, then the oldest turns leave.
   *
   * @param keepLast newest results that stay
   * @param minClearedTokens if less could be cleared, nothing is
   * @param excludeTools tools whose results stay
   */
  record ClearToolResults(int keepLast, int minClearedTokens, Set<String> excludeTools)
      implements Reduction {
    /** Newest results that stay as they are if the caller does not say. */
    public static final int DEFAULT_KEEP_LAST = 3;

    public ClearToolResults {
      if (keepLast < 0 || minClearedTokens < 0) {
        throw new IllegalArgumentException(
            "want keepLast >= 0 and minClearedTokens >= 0, got %d, %d"
                .formatted(keepLast, minClearedTokens));
      }
      excludeTools = Set.copyOf(excludeTools);
    }
  }
}
