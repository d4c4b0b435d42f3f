package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The free units of a component in the order in which age lets them stay: newest first, whole turns
 * before parts of turns.
 */
final class Steps {

  /**
   * A turn, or one unit of a component without turns.
   *
   * @param head the unit with the user message that opens the turn; null if it stays anyway or
   *     there is none
   * @param body the other units, newest first
   */
  record Step(@Nullable Unit head, List<Unit> body) {
    int tokens() {
      return bodyTokens() + (head == null ? 0 : head.tokens());
    }

    int bodyTokens() {
      int tokens = 0;
      for (Unit unit : body) {
        tokens += unit.tokens();
      }
      return tokens;
    }

    int priority() {
      int priority = head == null ? Integer.MIN_VALUE : head.priority();
      for (Unit unit : body) {
        priority = Math.max(priority, unit.priority());
      }
      return priority;
    }

    List<Unit> all() {
      List<Unit> all = new ArrayList<>();
      if (head != null) {
        all.add(head);
      }
      all.addAll(body);
      return all;
    }
  }

  private Steps() {}

  /**
   * Returns the steps of a component, those of higher priority first, else newest first.
   *
   * @param free units that may stay or leave
   */
  static List<Step> of(ItemTable table, Conversation talk, int component, List<Unit> free) {
    boolean messages = table.components().get(component).hasMessages();
    TreeMap<Integer, List<Unit>> byTurn = new TreeMap<>(Comparator.reverseOrder());
    for (Unit unit : free) {
      int index = newestIn(table, component, unit) - table.first(component);
      byTurn
          .computeIfAbsent(messages ? talk.turnOf()[index] : index, k -> new ArrayList<>())
          .add(unit);
    }
    List<Step> steps = new ArrayList<>();
    byTurn.forEach(
        (turn, units) ->
            steps.add(messages ? turn(table, component, talk, turn, units) : single(units)));
    steps.sort(Comparator.comparingInt(Step::priority).reversed());
    return steps;
  }

  /** Returns a step of units that no turn holds together. */
  static Step single(List<Unit> units) {
    return new Step(null, units);
  }

  private static Step turn(
      ItemTable table, int component, Conversation talk, int turn, List<Unit> units) {
    int head = talk.turnHeads()[turn];
    Unit headUnit = null;
    List<Unit> body = new ArrayList<>();
    for (Unit unit : units) {
      if (head >= 0 && contains(unit, table.first(component) + head)) {
        headUnit = unit;
      } else {
        body.add(unit);
      }
    }
    body.sort(Comparator.comparingInt((Unit u) -> newestIn(table, component, u)).reversed());
    // a head that is not among the units stays anyway or is empty: where another component decides
    // on it, that one has the whole turn
    return new Step(headUnit, body);
  }

  private static boolean contains(Unit unit, int ordinal) {
    return Arrays.binarySearch(unit.ordinals(), ordinal) >= 0;
  }

  /** Returns the newest item of a unit that is in a component. */
  static int newestIn(ItemTable table, int component, Unit unit) {
    int newest = -1;
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == component) {
        newest = ordinal;
      }
    }
    return newest;
  }
}
