package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of a history that a reduction lets stay however much room there is. */
final class HistoryWindow {

  private HistoryWindow() {}

  /** Returns the units of a component that may stay. */
  static List<Unit> inLimits(ItemTable table, Conversation talk, int component, List<Unit> units) {
    Reduction reduction = table.components().get(component).reduction();
    if (reduction instanceof Reduction.KeepLastTurns last) {
      int firstTurn = talk.turns() - last.turns();
      return units.stream()
          .filter(u -> Steps.turnOf(table, talk, component, u) >= firstTurn)
          .toList();
    }
    return reduction instanceof Reduction.Window window
        ? inside(table, talk, component, units, window)
        : units;
  }

  /**
   * Returns the units that stand in a window. Groups count with all their messages and are in or
   * out as a whole; messages that must stay count too. A turn whose user message is outside is
   * outside, so that the window begins with the user.
   */
  private static List<Unit> inside(
      ItemTable table,
      Conversation talk,
      int component,
      List<Unit> units,
      Reduction.Window window) {
    int messages = table.components().get(component).items().size();
    int newestFrom = messages - (window.messages() - window.keepFirst());
    Set<Integer> open = new HashSet<>();
    List<Unit> inside = new ArrayList<>();
    List<Unit> oldestFirst =
        units.stream()
            .sorted(Comparator.comparingInt(unit -> Steps.oldestIn(table, component, unit)))
            .toList();
    for (Unit unit : oldestFirst) {
      int oldest = Steps.oldestIn(table, component, unit) - table.first(component);
      int newest = Steps.newestIn(table, component, unit) - table.first(component);
      boolean first = newest < window.keepFirst();
      int turn = talk.turnOf()[newest];
      int head = talk.turnHeads()[turn];
      boolean headed = head < 0 || head == oldest || head >= newestFrom || open.contains(turn);
      if (first || (oldest >= newestFrom && headed)) {
        inside.add(unit);
        if (head == oldest) {
          open.add(turn);
        }
      }
    }
    return inside;
  }
}
