package dev.contextbudget.core.fit;

import java.util.List;

/**
 * Where the previous call cut a component: the same is left out again, and shortened in the same
 * way, as long as that suffices.
 *
 * @param component index of the component
 * @param state what it lost
 */
record PreviousCut(ItemTable table, int component, HistoryState state) {

  static PreviousCut of(FitRequest request, ItemTable table, int component) {
    String id = table.components().get(component).id();
    return new PreviousCut(
        table,
        component,
        request.growing()
            ? request.previous().getOrDefault(id, HistoryState.UNCUT)
            : HistoryState.UNCUT);
  }

  /** Returns the units that the previous call did not leave out. */
  List<Unit> stayed(List<Unit> units) {
    return state.leftOut().isEmpty()
        ? units
        : units.stream().filter(unit -> !isLeftOut(unit)).toList();
  }

  private boolean isLeftOut(Unit unit) {
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == component && state.isLeftOut(table.index(ordinal))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Drops the units that are undecided: because the previous call did, or for want of room.
   *
   * @param reducible units that may leave
   * @param free of them, those that the reduction lets stay
   * @param reason of those that leave now
   * @return the messages that are left out
   */
  List<HistoryState.Range> dropUndecided(
      Choice choice, List<Unit> reducible, List<Unit> free, DecisionReason reason) {
    boolean[] leftOut = new boolean[table.components().get(component).items().size()];
    for (Unit unit : free) {
      if (!choice.isDecided(unit.oldest())) {
        choice.drop(unit, isLeftOut(unit) ? DecisionReason.FROZEN_CUT : reason);
        mark(unit, leftOut);
      }
    }
    for (Unit unit : reducible) {
      if (!choice.isDecided(unit.oldest())) {
        choice.drop(unit, reason);
        mark(unit, leftOut);
      }
    }
    return HistoryState.ranges(leftOut);
  }

  private void mark(Unit unit, boolean[] marked) {
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == component) {
        marked[table.index(ordinal)] = true;
      }
    }
  }
}
