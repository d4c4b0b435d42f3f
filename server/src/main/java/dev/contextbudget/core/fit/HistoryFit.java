package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Brings a component that ages down to its grant: the oldest leaves first.
 *
 * <p>A history that grows from call to call is not cut on every turn, because every cut makes the
 * provider's cache useless behind it. The cut of the previous call is made again as long as it
 * suffices; when it does not, one cut goes down to the target, and the next turns have room. The
 * best step is that of the economic order quantity: cutting a little on every turn cost five times
 * as much as cutting in steps, in a turn-by-turn simulation at a read price of a tenth.
 */
final class HistoryFit {
  private final FitRequest request;
  private final ItemTable table;
  private final NoteSizes noteSizes;
  private final int index;
  private final Component component;
  private final Conversation talk;
  private final ComponentDemand demand;
  private final Choice choice;

  HistoryFit(
      FitRequest request,
      ItemTable table,
      NoteSizes noteSizes,
      int index,
      ComponentDemand demand,
      Choice choice) {
    this.request = request;
    this.table = table;
    this.noteSizes = noteSizes;
    this.index = index;
    this.component = table.components().get(index);
    this.talk = request.conversations().get(index);
    this.demand = demand;
    this.choice = choice;
  }

  /**
   * Decides the free units and returns where the history is cut now.
   *
   * @param roomTokens of which trigger and target are shares: no grant is above the demand, so that
   *     a history fills all of its grant says nothing
   */
  HistoryState fitTo(int grantTokens, int roomTokens) {
    FitPolicy policy = request.policy();
    HistoryState before =
        request.growing()
            ? request.previous().getOrDefault(component.id(), HistoryState.UNCUT)
            : HistoryState.UNCUT;
    int trigger = share(grantTokens, roomTokens, request.growing() ? policy.triggerRatio() : 1);
    int target = share(grantTokens, roomTokens, request.growing() ? policy.targetRatio() : 1);

    ToolResultClearing frozen = clearing(before::isCleared);
    List<Unit> units = clear(demand.free(), frozen, DecisionReason.FROZEN_CUT);
    List<Unit> asBefore = stayed(before, units);
    if (tokens(asBefore) <= trigger) {
      return keep(asBefore, before, before.cleared());
    }
    List<HistoryState.Range> cleared = before.cleared();
    if (component.reduction() instanceof Reduction.ClearToolResults reduction) {
      int staleBefore = StaleResults.staleBefore(component, reduction);
      ToolResultClearing stale = clearing(i -> i < staleBefore || before.isCleared(i));
      long saved = stale.totalSavedTokens() - frozen.totalSavedTokens();
      if (saved > 0 && saved >= reduction.minClearedTokens()) {
        units = clear(demand.free(), stale, DecisionReason.STALE_RESULT);
        cleared = stale.cleared();
        List<Unit> rest = stayed(before, units);
        if (tokens(rest) <= target) {
          return keep(rest, before, cleared);
        }
      }
    }
    List<Steps.Step> steps = Steps.of(table, talk, index, stayed(before, units));
    int due = demand.forcedTokens() + demand.noteTokens();
    // one long turn must not empty the history: what it needs above the target it gets
    boolean reachable = steps.isEmpty() || steps.get(0).tokens() <= target - due;
    AgeSelector.select(steps, (reachable ? target : trigger) - due, choice);
    List<Unit> kept = units.stream().filter(unit -> choice.isDecided(unit.oldest())).toList();
    if (tokens(kept) >= tokens(units)) {
      // what would leave costs no more than the note about it
      return keep(units, before, cleared);
    }
    return dropTheRest(before, cleared);
  }

  private static int share(int grantTokens, int roomTokens, double ratio) {
    return Math.min(grantTokens, (int) (roomTokens * ratio));
  }

  /** Returns what the component costs if only these units stay beside what must. */
  private long tokens(List<Unit> staying) {
    long tokens = demand.forcedTokens();
    tokens += staying.size() < demand.free().size() ? demand.noteTokens() : 0;
    return tokens + staying.stream().mapToLong(Unit::tokens).sum();
  }

  /** Returns the units that the previous call did not leave out. */
  private List<Unit> stayed(HistoryState before, List<Unit> units) {
    if (before.leftOut().isEmpty()) {
      return units;
    }
    return units.stream().filter(unit -> !wasLeftOut(before, unit)).toList();
  }

  private boolean wasLeftOut(HistoryState before, Unit unit) {
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == index && before.isLeftOut(table.index(ordinal))) {
        return true;
      }
    }
    return false;
  }

  private HistoryState keep(
      List<Unit> units, HistoryState before, List<HistoryState.Range> cleared) {
    boolean all = units.size() == demand.free().size();
    DecisionReason reason = all ? DecisionReason.FITS : DecisionReason.SELECTED;
    units.forEach(unit -> choice.keep(unit, reason));
    return dropTheRest(before, cleared);
  }

  /** Drops what is undecided: because the previous call did, or for its age. */
  private HistoryState dropTheRest(HistoryState before, List<HistoryState.Range> cleared) {
    boolean[] leftOut = new boolean[component.items().size()];
    for (Unit unit : demand.free()) {
      if (!choice.isDecided(unit.oldest())) {
        boolean frozen = wasLeftOut(before, unit);
        choice.drop(unit, frozen ? DecisionReason.FROZEN_CUT : DecisionReason.OLDEST);
        mark(unit, leftOut);
      }
    }
    for (Unit unit : demand.reducible()) {
      if (!choice.isDecided(unit.oldest())) {
        choice.drop(unit, DecisionReason.OLDEST);
        mark(unit, leftOut);
      }
    }
    return new HistoryState(HistoryState.ranges(leftOut), cleared);
  }

  private void mark(Unit unit, boolean[] marked) {
    for (int ordinal : unit.ordinals()) {
      if (table.componentIndex(ordinal) == index) {
        marked[table.index(ordinal)] = true;
      }
    }
  }

  private ToolResultClearing clearing(IntPredicate stale) {
    return component.reduction() instanceof Reduction.ClearToolResults reduction
        ? ToolResultClearing.of(
            table, index, reduction, stale, noteSizes.clearedResultTokens(), choice)
        : ToolResultClearing.NONE;
  }

  /** Marks results as cleared, and returns the units with their new sizes. */
  private List<Unit> clear(List<Unit> units, ToolResultClearing clearing, DecisionReason reason) {
    int[] saved = clearing.savedTokens();
    for (int i = 0; i < saved.length; i++) {
      if (saved[i] > 0) {
        choice.clear(table.first(index) + i, reason);
      }
    }
    if (saved.length == 0) {
      return units;
    }
    List<Unit> smaller = new ArrayList<>(units.size());
    for (Unit unit : units) {
      int saving = 0;
      for (int ordinal : unit.ordinals()) {
        if (table.componentIndex(ordinal) == index) {
          saving += saved[table.index(ordinal)];
        }
      }
      smaller.add(saving == 0 ? unit : unit.shrunkBy(saving));
    }
    return smaller;
  }
}
