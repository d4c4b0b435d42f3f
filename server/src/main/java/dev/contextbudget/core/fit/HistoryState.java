package dev.contextbudget.core.fit;

/**
 * Where the history of a component was cut, and up to where its tool results were cleared; carried
 * from one call to the next, so that the same cut is made again while it suffices.
 *
 * @param keptFrom index in the component of the first message that was kept by age; 0 for no cut
 * @param clearedBefore index before which stale tool results were cleared; 0 for none
 */
public record HistoryState(int keptFrom, int clearedBefore) {
  public static final HistoryState UNCUT = new HistoryState(0, 0);

  public HistoryState {
    if (keptFrom < 0 || clearedBefore < 0) {
      throw new IllegalArgumentException(
          "want indexes >= 0, got %d, %d".formatted(keptFrom, clearedBefore));
    }
  }
}
