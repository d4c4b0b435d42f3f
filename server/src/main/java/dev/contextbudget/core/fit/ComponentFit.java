package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
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
    if (component.reduction() instanceof Reduction.Truncate) {
      CutSelector cuts = new CutSelector(table, choice, uncuttable);
      HistoryState cut =
          new TruncatedFit(request, table, noteSizes, index, demand, choice, cuts)
              .fit(bounds(component, grantTokens, roomTokens));
      return component.isHistory() ? cut : HistoryState.UNCUT;
    }
    if (ages(component)) {
      return new HistoryFit(request, table, noteSizes, index, demand, choice)
          .fit(bounds(component, grantTokens, roomTokens));
    }
    if (demand.totalTokens() <= grantTokens) {
      demand.free().forEach(unit -> choice.keep(unit, DecisionReason.FITS));
      return HistoryState.UNCUT;
    }
    int left = grantTokens - demand.forcedTokens() - demand.noteTokens();
    ValueSelector.select(table, ValueSelector.bestFirst(component, demand.free()), left, choice);
    demand.free().stream()
        .filter(unit -> !choice.isDecided(unit.oldest()))
        .forEach(unit -> choice.drop(unit, overGrant(component)));
    return HistoryState.UNCUT;
  }

  private HistoryBounds bounds(Component component, int grantTokens, int roomTokens) {
    return component.isHistory()
        ? HistoryBounds.of(request, grantTokens, roomTokens)
        : new HistoryBounds(grantTokens, grantTokens);
  }

  /**
   * Returns true if a component is cut before it fills what it may have. Only then it matters how
   * much that is: one that is granted less than it could use would not be granted more.
   */
  boolean cutsBefore(int index) {
    Component component = table.components().get(index);
    return request.growing()
        && request.policy().triggerRatio() < 1
        && (ages(component) || component.reduction() instanceof Reduction.Truncate)
        && component.isHistory();
  }

  static DecisionReason overGrant(Component component) {
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
        || (reduction instanceof Reduction.DropItems && component.isHistory());
  }
}
