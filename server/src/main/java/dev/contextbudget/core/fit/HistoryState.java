package dev.contextbudget.core.fit;

/**
 * Where the history of a component was cut, and up to where its tool results were cleared; carried
 * from one call to the next, so that the same cut is made again while it suffices.
 *
 * @param keptFrom index in the component behind the newest message that was left out; 0 for no cut
 * @param headKept whether the user message of that message's turn was kept, and only later parts of
 *     the turn left out
 * @param clearedBefore index before which stale tool results were cleared; 0 for none
 */
public record HistoryState(int keptFrom, boolean headKept, int clearedBefore) {
  public static final HistoryState UNCUT = new HistoryState(0, false, 0);

  public HistoryState {
    if (keptFrom < 0 || clearedBefore < 0 || (headKept && keptFrom == 0)) {
      throw new IllegalArgumentException(
          "want indexes >= 0, got %d, %d".formatted(keptFrom, clearedBefore));
    }
  }
}
