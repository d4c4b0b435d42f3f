package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Conversation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where the previous call cut a component: the same is left out again, and shortened in the same
 * way, as long as that suffices.
 *
 * @param component index of the component
 * @param talk structure of its messages
 * @param state what it lost
 */
record PreviousCut(ItemTable table, int component, Conversation talk, HistoryState state) {

  static PreviousCut of(FitRequest request, ItemTable table, int component) {
    String id = table.components().get(component).id();
    return new PreviousCut(
        table,
        component,
        request.conversations().get(component),
        request.growing()
            ? request.previous().getOrDefault(id, HistoryState.UNCUT)
            : HistoryState.UNCUT);
  }

  /**
   * Returns the units that the previous call did not leave out, with the user message of a turn
   * that has gone on since: nothing of that turn was sent, so it breaks no prefix.
   */
  List<Unit> stayed(List<Unit> units) {
    if (state.leftOut().isEmpty()) {
      return units;
    }
    BitSet heads = new BitSet();
    for (Unit unit : units) {
      if (table.components().get(component).hasMessages() && !isLeftOut(unit)) {
        int head = talk.turnHeads()[Steps.turnOf(table, talk, component, unit)];
        heads.set(head < 0 ? unit.oldest() : table.first(component) + head);
      }
    }
    return units.stream().filter(unit -> !isLeftOut(unit) || holds(unit, heads)).toList();
  }

  private static boolean holds(Unit unit, BitSet heads) {
    return Arrays.stream(unit.ordinals()).anyMatch(heads::get);
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
