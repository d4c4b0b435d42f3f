package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

    /** Returns what it takes to keep any of it: the head and the newest of the other units. */
    int leastTokens() {
      return (head == null ? 0 : head.tokens()) + (body.isEmpty() ? 0 : body.get(0).tokens());
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
    List<Unit> newestFirst =
        free.stream()
            .sorted(Comparator.comparingInt((Unit u) -> newestIn(table, component, u)).reversed())
            .toList();
    List<Step> steps = new ArrayList<>();
    int from = 0;
    while (from < newestFirst.size()) {
      int turn = messages ? turnOf(table, talk, component, newestFirst.get(from)) : -1;
      int to = from + 1;
      while (messages
          && to < newestFirst.size()
          && turnOf(table, talk, component, newestFirst.get(to)) == turn) {
        to++;
      }
      List<Unit> units = newestFirst.subList(from, to);
      int head = messages ? talk.turnHeads()[turn] : -1;
      steps.add(head < 0 ? single(units) : turn(table.first(component) + head, units));
      from = to;
    }
    steps.sort(Comparator.comparingInt(Step::priority).reversed());
    return steps;
  }

  /** Returns a step of units that no user message opens. */
  static Step single(List<Unit> units) {
    return new Step(null, units);
  }

  /**
   * @param head the item that opens the turn
   */
  private static Step turn(int head, List<Unit> newestFirst) {
    Unit headUnit = null;
    List<Unit> body = new ArrayList<>(newestFirst.size());
    for (Unit unit : newestFirst) {
      if (contains(unit, head)) {
        headUnit = unit;
      } else {
        body.add(unit);
      }
    }
    // a head that is not among the units stays anyway or is empty: where another component decides
    // on it, that one has the whole turn
    return new Step(headUnit, body);
  }

  /** Returns the turn of the newest item of a unit that is in a component. */
  static int turnOf(ItemTable table, Conversation talk, int component, Unit unit) {
    return talk.turnOf()[newestIn(table, component, unit) - table.first(component)];
  }

  private static boolean contains(Unit unit, int ordinal) {
    return Arrays.binarySearch(unit.ordinals(), ordinal) >= 0;
  }

  /** Returns the oldest item of a unit that is in a component. */
  static int oldestIn(ItemTable table, int component, Unit unit) {
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == component) {
        return ordinal;
      }
    }
    throw new IllegalArgumentException("no item in component " + component);
  }

  /** Returns the newest item of a unit that is in a component. */
  static int newestIn(ItemTable table, int component, Unit unit) {
    int at = unit.ordinals().length - 1;
    while (at >= 0 && table.componentIndex(unit.ordinals()[at]) != component) {
      at--;
    }
    if (at < 0) {
      throw new IllegalArgumentException("no item in component " + component);
    }
    return unit.ordinals()[at];
  }
}
