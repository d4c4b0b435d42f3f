package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.ArrayList;
import java.util.List;

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
   * What was decided.
   *
   * @param state where the history is cut now
   * @param heldTokens what it keeps of its grant: the target if it was cut, else what it uses. It
   *     does not depend on which items happen to fit, so that the rest can be lent.
   */
  record Cut(HistoryState state, int heldTokens) {}

  /** Decides the free units. */
  Cut fitTo(int roomTokens) {
    FitPolicy policy = request.policy();
    HistoryState before =
        request.growing()
            ? request.previous().getOrDefault(component.id(), HistoryState.UNCUT)
            : HistoryState.UNCUT;
    int trigger = share(roomTokens, request.growing() ? policy.triggerRatio() : 1);
    int target = share(roomTokens, request.growing() ? policy.targetRatio() : 1);

    int cleared = Math.min(before.clearedBefore(), component.items().size());
    List<Unit> units = demand.free();
    if (cleared > 0 && component.reduction() instanceof Reduction.ClearToolResults reduction) {
      units = clear(clearing(cleared, reduction), DecisionReason.FROZEN_CUT);
    }
    List<Unit> asBefore = units.stream().filter(u -> isBehind(before, u)).toList();
    if (usedTokens(asBefore) <= trigger) {
      return keep(asBefore, before.keptFrom() > 0, cleared);
    }
    if (component.reduction() instanceof Reduction.ClearToolResults reduction) {
      int stale = StaleResults.staleBefore(component, reduction);
      ToolResultClearing clearing = clearing(stale, reduction);
      if (stale > cleared && clearing.saves(reduction.minClearedTokens())) {
        units = clear(clearing, DecisionReason.STALE_RESULT);
        cleared = Math.max(cleared, clearing.end());
        List<Unit> rest = units.stream().filter(u -> isBehind(before, u)).toList();
        if (usedTokens(rest) <= target) {
          return keep(rest, before.keptFrom() > 0, cleared);
        }
      }
    }
    List<Unit> candidates = units.stream().filter(u -> isBehind(before, u)).toList();
    int left = target - demand.forcedTokens() - demand.noteTokens();
    AgeSelector.select(Steps.of(table, talk, index, candidates), left, choice);
    int held = Math.max(target, demand.forcedTokens() + demand.noteTokens());
    return new Cut(dropTheRest(false, cleared), held);
  }

  private static int share(int roomTokens, double ratio) {
    return (int) (roomTokens * ratio);
  }

  /** Returns what the component uses if only these units stay. */
  private long usedTokens(List<Unit> staying) {
    int note = staying.size() < demand.free().size() ? demand.noteTokens() : 0;
    return (long) demand.forcedTokens() + note + staying.stream().mapToLong(Unit::tokens).sum();
  }

  /**
   * Returns true if the previous call kept the unit: not older than its cut, or its turn's head.
   */
  private boolean isBehind(HistoryState before, Unit unit) {
    int newest = Steps.newestIn(table, index, unit) - table.first(index);
    if (newest >= before.keptFrom()) {
      return true;
    }
    return before.headKept() && newest == headOfCut(before.keptFrom());
  }

  /** Returns the message that opens the turn of the newest message left out. */
  private int headOfCut(int keptFrom) {
    return component.hasMessages() ? talk.turnHeads()[talk.turnOf()[keptFrom - 1]] : -1;
  }

  private Cut keep(List<Unit> units, boolean cut, int cleared) {
    DecisionReason reason = cut ? DecisionReason.SELECTED : DecisionReason.FITS;
    units.forEach(unit -> choice.keep(unit, reason));
    return new Cut(dropTheRest(cut, cleared), Math.toIntExact(usedTokens(units)));
  }

  private HistoryState dropTheRest(boolean frozen, int cleared) {
    int first = table.first(index);
    boolean[] dropped = new boolean[component.items().size()];
    for (Unit unit : demand.reducible()) {
      if (!choice.isDecided(unit.oldest())) {
        choice.drop(unit, frozen ? DecisionReason.FROZEN_CUT : DecisionReason.OLDEST);
        dropped[Steps.newestIn(table, index, unit) - first] = true;
      }
    }
    int keptFrom = dropped.length;
    while (keptFrom > 0 && !dropped[keptFrom - 1]) {
      keptFrom--;
    }
    int head = keptFrom == 0 ? -1 : headOfCut(keptFrom);
    boolean headKept = head >= 0 && !dropped[head];
    return new HistoryState(keptFrom, headKept, cleared);
  }

  private ToolResultClearing clearing(int before, Reduction.ClearToolResults reduction) {
    return ToolResultClearing.of(
        table, index, reduction, before, noteSizes.clearedResultTokens(), choice);
  }

  /** Marks results as cleared, and returns the free units with their new sizes. */
  private List<Unit> clear(ToolResultClearing clearing, DecisionReason reason) {
    for (int i = 0; i < clearing.end(); i++) {
      if (clearing.savedTokens()[i] > 0) {
        choice.clear(table.first(index) + i, reason);
      }
    }
    List<Unit> smaller = new ArrayList<>(demand.free().size());
    for (Unit unit : demand.free()) {
      int saving = 0;
      for (int ordinal : unit.ordinals()) {
        if (table.componentIndex(ordinal) == index) {
          saving += clearing.savedTokens()[table.index(ordinal)];
        }
      }
      smaller.add(saving == 0 ? unit : unit.shrunkBy(saving));
    }
    return smaller;
  }
}
