package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finished turns as units, where value decides what stays of a history: an answer without its
 * question, or a question without its answer, would break the roles.
 */
final class WholeTurns {

  private WholeTurns() {}

  /**
   * Joins the units of every finished turn.
   *
   * @param component has messages
   * @return units of the current turn as they are, then the turns, oldest first
   */
  static List<Unit> of(ItemTable table, Conversation talk, int component, List<Unit> units) {
    int currentTurn = component == table.currentHistory() ? talk.turns() - 1 : talk.turns();
    List<Unit> joined = new ArrayList<>();
    Map<Integer, List<Unit>> finished = new TreeMap<>();
    for (Unit unit : units) {
      int turn = Steps.turnOf(table, talk, component, unit);
      if (turn == currentTurn) {
        joined.add(unit);
      } else {
        finished.computeIfAbsent(turn, unused -> new ArrayList<>()).add(unit);
      }
    }
    finished.values().forEach(turn -> joined.add(Unit.join(turn)));
    return joined;
  }
}
