package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings one component down to its grant.
 *
 * <p>No component takes more than it is granted, whatever the others leave. A remainder that is too
 * small for the next item is not lent to another component, because it would have to be taken back
 * when the budget grows: more budget must never keep less. What {@link Loans} lends is no such
 * remainder.
 */
final class ComponentFit {
  private final FitRequest request;
  private final ItemTable table;
  private final NoteSizes noteSizes;
  private final Choice choice;

  ComponentFit(FitRequest request, ItemTable table, NoteSizes noteSizes, Choice choice) {
    this.request = request;
    this.table = table;
    this.noteSizes = noteSizes;
    this.choice = choice;
  }

  /**
   * Decides all free units of a component that ages.
   *
   * @param roomTokens what it may be granted, which is more than its grant if it wants less
   */
  HistoryFit.Cut age(int index, ComponentDemand demand, int roomTokens) {
    return new HistoryFit(request, table, noteSizes, index, demand, choice).fitTo(roomTokens);
  }

  /** Decides all free units of a component that does not age. */
  void select(int index, ComponentDemand demand, int grantTokens) {
    Component component = table.components().get(index);
    if (demand.totalTokens() <= grantTokens) {
      demand.free().forEach(unit -> choice.keep(unit, DecisionReason.FITS));
      return;
    }
    int left = grantTokens - demand.forcedTokens() - demand.noteTokens();
    if (component.reduction() instanceof Reduction.Truncate) {
      // the note of the cut stands for a single item, the other one only for what is dropped
      int limit = demand.free().size() == 1 ? left + demand.noteTokens() : left;
      CutSelector.select(stayOrder(index, demand.free()), limit, choice);
    } else {
      List<Unit> units = component.hasMessages() ? byTurn(index, demand.free()) : demand.free();
      ValueSelector.select(table, units, left, choice);
    }
    demand.free().stream()
        .filter(unit -> !choice.isDecided(unit.oldest()))
        .forEach(unit -> choice.drop(unit, DecisionReason.OVER_GRANT));
  }

  /** Returns true if the value of items decides what stays, and not their age or place. */
  static boolean ranksByValue(Component component) {
    return !ages(component)
        && !(component.reduction() instanceof Reduction.Truncate)
        && !(component.reduction() instanceof Reduction.None);
  }

  /** Returns true if the oldest items leave first, and in large steps while a history grows. */
  static boolean ages(Component component) {
    Reduction reduction = component.reduction();
    return reduction instanceof Reduction.ClearToolResults
        || reduction instanceof Reduction.KeepLastTurns
        || reduction instanceof Reduction.Window
        || (reduction instanceof Reduction.DropItems
            && (component.hasMessages() || component.stability() == Stability.APPEND_ONLY));
  }

  /** Returns units in the order in which they shall stay before one of them is cut. */
  private List<Unit> stayOrder(int index, List<Unit> free) {
    Component component = table.components().get(index);
    if (component.hasMessages() || component.stability() == Stability.APPEND_ONLY) {
      return Steps.of(table, request.conversations().get(index), index, free).stream()
          .flatMap(step -> step.all().stream())
          .toList();
    }
    return free.stream().sorted(ValueSelector.BEST_FIRST).toList();
  }

  /** Joins the units of a finished turn: its answer without its question would break the roles. */
  private List<Unit> byTurn(int index, List<Unit> free) {
    Conversation talk = request.conversations().get(index);
    Map<Integer, List<Unit>> finished = new TreeMap<>();
    List<Unit> units = new ArrayList<>();
    for (Unit unit : free) {
      int turn = Steps.turnOf(table, talk, index, unit);
      if (turn == talk.turns() - 1) {
        units.add(unit);
      } else {
        finished.computeIfAbsent(turn, unused -> new ArrayList<>()).add(unit);
      }
    }
    finished.values().forEach(turn -> units.add(Unit.join(turn)));
    return units;
  }
}
