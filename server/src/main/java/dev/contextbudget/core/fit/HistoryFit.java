package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.List;
import java.util.function.IntPredicate;

/** Brings a component that ages down to its bounds: the oldest leaves first. */
final class HistoryFit {
  private final ItemTable table;
  private final NoteSizes noteSizes;
  private final int index;
  private final Component component;
  private final Conversation talk;
  private final ComponentDemand demand;
  private final Choice choice;
  private final PreviousCut before;

  HistoryFit(
      FitRequest request,
      ItemTable table,
      NoteSizes noteSizes,
      int index,
      ComponentDemand demand,
      Choice choice) {
    this.table = table;
    this.noteSizes = noteSizes;
    this.index = index;
    this.component = table.components().get(index);
    this.talk = request.conversations().get(index);
    this.demand = demand;
    this.choice = choice;
    this.before = PreviousCut.of(request, table, index);
  }

  /**
   * Decides the free units and returns where the history is cut now: where it was as long as that
   * suffices, then with more results cleared, then with fewer turns.
   */
  HistoryState fit(HistoryBounds bounds) {
    ToolResultClearing frozen = clearing(before.state()::isCleared);
    List<Unit> units = clear(frozen, DecisionReason.FROZEN_CUT);
    if (tokens(units) <= bounds.triggerTokens()) {
      return keep(units, before.state().cleared());
    }
    List<HistoryState.Range> cleared = before.state().cleared();
    if (component.reduction() instanceof Reduction.ClearToolResults reduction) {
      int staleBefore = StaleResults.staleBefore(component, reduction);
      ToolResultClearing stale = clearing(i -> i < staleBefore || before.state().isCleared(i));
      long saved = stale.totalSavedTokens() - frozen.totalSavedTokens();
      if (saved > 0 && saved >= reduction.minClearedTokens()) {
        units = clear(stale, DecisionReason.STALE_RESULT);
        cleared = stale.cleared();
      }
      if (tokens(units) <= bounds.targetTokens()) {
        return keep(units, cleared);
      }
    }
    return cut(units, bounds, cleared);
  }

  private HistoryState cut(
      List<Unit> units, HistoryBounds bounds, List<HistoryState.Range> cleared) {
    List<Steps.Step> steps = Steps.of(table, talk, index, units);
    int due = demand.forcedTokens() + demand.noteTokens();
    if (!steps.isEmpty()) {
      AgeSelector.select(steps, bounds.leftTokens(steps.get(0), due), choice);
    }
    List<Unit> kept = units.stream().filter(unit -> choice.isDecided(unit.oldest())).toList();
    if (tokens(kept) >= tokens(units)) {
      // what would leave costs no more than the note about it
      return keep(units, cleared);
    }
    return new HistoryState(dropUndecided(), cleared, List.of());
  }

  /** Returns what the component costs if only these units stay beside what must. */
  private long tokens(List<Unit> staying) {
    long tokens = demand.forcedTokens();
    tokens += staying.size() < demand.free().size() ? demand.noteTokens() : 0;
    return tokens + staying.stream().mapToLong(Unit::tokens).sum();
  }

  private HistoryState keep(List<Unit> units, List<HistoryState.Range> cleared) {
    boolean all = units.size() == demand.free().size();
    DecisionReason reason = all ? DecisionReason.FITS : DecisionReason.SELECTED;
    units.forEach(unit -> choice.keep(unit, reason));
    return new HistoryState(dropUndecided(), cleared, List.of());
  }

  private List<HistoryState.Range> dropUndecided() {
    return before.dropUndecided(choice, demand.reducible(), demand.free(), DecisionReason.OLDEST);
  }

  private ToolResultClearing clearing(IntPredicate stale) {
    return component.reduction() instanceof Reduction.ClearToolResults reduction
        ? ToolResultClearing.of(
            table, index, reduction, stale, noteSizes.clearedResultTokens(), choice)
        : ToolResultClearing.NONE;
  }

  /**
   * Marks results as cleared, and returns the units that the previous call did not leave out, at
   * what they cost then.
   */
  private List<Unit> clear(ToolResultClearing clearing, DecisionReason reason) {
    int[] saved = clearing.savedTokens();
    for (int i = 0; i < saved.length; i++) {
      if (saved[i] > 0) {
        choice.shortenIfKept(table.first(index) + i, Outcome.cleared(reason), saved[i]);
      }
    }
    return choice.shortened(before.stayed(demand.free()), index);
  }
}
