package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a component whose texts may be cut down to its bounds: of what is owed the oldest is cut,
 * else of what may stay the one text at which the room ends.
 *
 * <p>What the previous call cut is cut again to the same limit, so that its bytes are the same; a
 * result that the model has still to answer may fill the room, and gives way to the target when it
 * was answered.
 */
final class TruncatedFit {
  private final FitRequest request;
  private final ItemTable table;
  private final NoteSizes noteSizes;
  private final int index;
  private final ComponentDemand demand;
  private final Choice choice;
  private final CutSelector cuts;
  private final PreviousCut before;

  TruncatedFit(
      FitRequest request,
      ItemTable table,
      NoteSizes noteSizes,
      int index,
      ComponentDemand demand,
      Choice choice,
      CutSelector cuts) {
    this.request = request;
    this.table = table;
    this.noteSizes = noteSizes;
    this.index = index;
    this.demand = demand;
    this.choice = choice;
    this.cuts = cuts;
    this.before = PreviousCut.of(request, table, index);
  }

  /** Decides the free units and what is owed, and returns where the component is cut now. */
  HistoryState fit(HistoryBounds bounds) {
    shortenAgain();
    List<Unit> units = choice.shortened(before.stayed(demand.free()), index);
    int free = units.stream().mapToInt(Unit::tokens).sum();
    boolean lost = units.size() < demand.free().size();
    int room = bounds.triggerTokens() - demand.forcedTokens() - (lost ? demand.noteTokens() : 0);
    if (free + owedTokens() <= room) {
      owe(owedTokens());
      keep(units, lost ? DecisionReason.SELECTED : DecisionReason.FITS);
    } else if (!lost && free <= demand.noteTokens()) {
      // what costs no more than the note about it stays
      owe(room - free);
      keep(units, DecisionReason.SELECTED);
    } else {
      cut(units, bounds);
    }
    return state(
        before.dropUndecided(
            choice,
            demand.reducible(),
            demand.free(),
            ComponentFit.overGrant(table.components().get(index))));
  }

  private void cut(List<Unit> units, HistoryBounds bounds) {
    int due = demand.forcedTokens() + demand.noteTokens();
    int owed = owe(bounds.triggerTokens() - due);
    List<Steps.Step> steps = stayOrder(units);
    if (owed <= bounds.triggerTokens() - due && !steps.isEmpty()) {
      // the note of the cut stands for a single item, the other one only for what is dropped
      int single = demand.free().size() == 1 ? demand.noteTokens() : 0;
      cuts.select(steps, Math.max(0, bounds.leftTokens(steps.get(0), due + owed)) + single);
    }
  }

  private int owedTokens() {
    int tokens = 0;
    for (OwedResult result : demand.owed()) {
      tokens = Math.addExact(tokens, cuts.owedTokens(result));
    }
    return tokens;
  }

  /** Keeps or cuts what is owed, the newest first, and returns what it takes beyond its least. */
  private int owe(int leftTokens) {
    int left = leftTokens;
    for (OwedResult result : demand.owed()) {
      left -= cuts.owe(result, Math.max(0, left));
    }
    return leftTokens - left;
  }

  private void keep(List<Unit> units, DecisionReason reason) {
    units.forEach(unit -> choice.keep(unit, reason));
  }

  /** Returns units in the order in which they shall stay before one of them is cut. */
  private List<Steps.Step> stayOrder(List<Unit> units) {
    Component component = table.components().get(index);
    if (component.isHistory()) {
      return Steps.of(table, request.conversations().get(index), index, units);
    }
    return ValueSelector.bestFirst(component, units).stream()
        .map(unit -> Steps.single(List.of(unit)))
        .toList();
  }

  private void shortenAgain() {
    for (HistoryState.CutText cut : before.state().cutTexts()) {
      int ordinal = table.first(index) + cut.index();
      int saved = table.itemSize(ordinal).totalTokens() - cut.limitTokens();
      if (saved > 0 && cuts.mayCut(ordinal)) {
        choice.shortenIfKept(ordinal, Outcome.cut(cut.limitTokens()), saved);
      }
    }
    for (HistoryState.Range cleared : before.state().cleared()) {
      for (int i = cleared.from(); i < cleared.to(); i++) {
        int ordinal = table.first(index) + i;
        int saved = ToolResultClearing.saving(table, ordinal, noteSizes.clearedResultTokens());
        if (saved > 0) {
          choice.shortenIfKept(ordinal, Outcome.cleared(DecisionReason.FROZEN_CUT), saved);
        }
      }
    }
  }

  private HistoryState state(List<HistoryState.Range> leftOut) {
    int items = table.components().get(index).items().size();
    boolean[] cleared = new boolean[items];
    List<HistoryState.CutText> cutTexts = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      int ordinal = table.first(index) + i;
      if (choice.isDecided(ordinal)) {
        Outcome outcome = choice.of(ordinal);
        cleared[i] = outcome.action() == Action.REPLACE;
        if (outcome.action() == Action.TRUNCATE) {
          cutTexts.add(new HistoryState.CutText(i, outcome.limitTokens()));
        }
      }
    }
    return new HistoryState(leftOut, HistoryState.ranges(cleared), cutTexts);
  }
}
