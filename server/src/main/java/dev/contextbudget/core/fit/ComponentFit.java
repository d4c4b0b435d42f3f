package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import java.util.List;
import java.util.Set;

/**
 * Brings one component down to its grant.
 *
 * <p>No component takes more than it is granted, whatever the others leave. A remainder that is too
 * small for the next item is not lent to another component, because it would have to be taken back
 * when the budget grows: more budget must never keep less.
 */
final class ComponentFit {
  private final FitRequest request;
  private final ItemTable table;
  private final NoteSizes noteSizes;
  private final Choice choice;
  private final Set<Integer> uncuttable;

  /**
   * @param uncuttable items that turned out to have no piece that is small enough
   */
  ComponentFit(
      FitRequest request,
      ItemTable table,
      NoteSizes noteSizes,
      Choice choice,
      Set<Integer> uncuttable) {
    this.request = request;
    this.table = table;
    this.noteSizes = noteSizes;
    this.choice = choice;
    this.uncuttable = uncuttable;
  }

  /**
   * Decides all free units of a component and returns where its history is cut now.
   *
   * @param roomTokens what it could be granted if it wanted more, at least its grant
   */
  HistoryState fit(int index, ComponentDemand demand, int grantTokens, int roomTokens) {
    Component component = table.components().get(index);
    if (ages(component)) {
      return new HistoryFit(request, table, noteSizes, index, demand, choice)
          .fitTo(grantTokens, roomTokens);
    }
    if (demand.totalTokens() <= grantTokens) {
      demand.free().forEach(unit -> choice.keep(unit, DecisionReason.FITS));
      return HistoryState.UNCUT;
    }
    int left = grantTokens - demand.forcedTokens() - demand.noteTokens();
    if (component.reduction() instanceof Reduction.Truncate) {
      truncate(index, demand, grantTokens);
    } else {
      ValueSelector.select(table, ValueSelector.bestFirst(component, demand.free()), left, choice);
    }
    demand.free().stream()
        .filter(unit -> !choice.isDecided(unit.oldest()))
        .forEach(unit -> choice.drop(unit, overGrant(component)));
    return HistoryState.UNCUT;
  }

  /**
   * Returns true if a component is cut before it fills what it may have. Only then it matters how
   * much that is: one that is granted less than it could use would not be granted more.
   */
  boolean cutsBefore(int index) {
    return request.growing()
        && request.policy().triggerRatio() < 1
        && ages(table.components().get(index));
  }

  /**
   * Cuts the one text at which the room ends: of what is owed the oldest, else of what may stay.
   */
  private void truncate(int index, ComponentDemand demand, int grantTokens) {
    CutSelector cuts = new CutSelector(table, choice, uncuttable);
    int room = grantTokens - demand.forcedTokens();
    int free = demand.freeTokens();
    // what costs no more than the note about it stays
    boolean noteIsDearer = free <= demand.noteTokens();
    int left = room - (noteIsDearer ? free : demand.noteTokens());
    for (OwedResult result : demand.owed()) {
      left -= cuts.owe(result, Math.max(0, left));
    }
    if (noteIsDearer) {
      demand.free().forEach(unit -> choice.keep(unit, DecisionReason.SELECTED));
    } else if (left >= 0) {
      // the note of the cut stands for a single item, the other one only for what is dropped
      int limit = demand.free().size() == 1 ? left + demand.noteTokens() : left;
      cuts.select(stayOrder(index, demand.free()), limit);
    }
  }

  private static DecisionReason overGrant(Component component) {
    return component.hasMessages() && !ranksByValue(component)
        ? DecisionReason.OLDEST
        : DecisionReason.OVER_GRANT;
  }

  /** Returns true if the value of items decides what stays, and not their age or place. */
  static boolean ranksByValue(Component component) {
    return !ages(component)
        && !(component.reduction() instanceof Reduction.Truncate)
        && !(component.reduction() instanceof Reduction.None);
  }

  private static boolean ages(Component component) {
    Reduction reduction = component.reduction();
    return reduction instanceof Reduction.ClearToolResults
        || reduction instanceof Reduction.KeepLastTurns
        || reduction instanceof Reduction.Window
        || (reduction instanceof Reduction.DropItems
            && (component.hasMessages() || component.stability() == Stability.APPEND_ONLY));
  }

  /** Returns units in the order in which they shall stay before one of them is cut. */
  private List<Steps.Step> stayOrder(int index, List<Unit> free) {
    Component component = table.components().get(index);
    if (component.hasMessages() || component.stability() == Stability.APPEND_ONLY) {
      return Steps.of(table, request.conversations().get(index), index, free);
    }
    return ValueSelector.bestFirst(component, free).stream()
        .map(unit -> Steps.single(List.of(unit)))
        .toList();
  }
}
