package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.RequestSize;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Tells what was decided: for every item, every slot and the whole. */
final class Explainer {
  private final FitRequest request;
  private final ItemTable table;
  private final int[] payers;
  private final Fitter.Decided decided;
  private final Written written;

  Explainer(
      FitRequest request, ItemTable table, int[] payers, Fitter.Decided decided, Written written) {
    this.request = request;
    this.table = table;
    this.payers = payers;
    this.decided = decided;
    this.written = written;
  }

  FitResult explain(RequestSize sizes) {
    List<Ranked> ranked = Ranked.of(request, decided.granted(), table, written);
    OptionalDouble[] values = Ranked.valuePerToken(ranked, table.size());
    List<ItemDecision> decisions = new ArrayList<>(table.size());
    for (int o = 0; o < table.size(); o++) {
      decisions.add(decision(o, values[o]));
    }
    return new FitResult(
        written.prompt(),
        decisions,
        slots(decisions),
        request.inputBudgetTokens(),
        Math.toIntExact(sizes.totalTokens()),
        written.totalTokens(),
        written.framingTokens(),
        written.toolListTokens(),
        written.noteTokens(),
        level(),
        Ranked.margin(ranked, table),
        decided.histories());
  }

  private ItemDecision decision(int ordinal, OptionalDouble valuePerToken) {
    Item item = table.item(ordinal);
    Outcome outcome = written.outcome(ordinal);
    return new ItemDecision(
        item.id(),
        table.component(ordinal).id(),
        outcome.action(),
        outcome.reason(),
        table.itemSize(ordinal).totalTokens(),
        written.afterTokens(ordinal),
        written.keptRanges(ordinal),
        outcome.variant(),
        valuePerToken,
        outcome.inPrompt() && outcome.variant() == 0 && table.isBodiless(ordinal),
        source(item.body()));
  }

  private static String source(Body body) {
    if (body instanceof Body.Passage passage) {
      return passage.source();
    }
    return body instanceof Body.Entry entry ? entry.source() : "";
  }

  private List<SlotReport> slots(List<ItemDecision> decisions) {
    int[] used = new int[table.components().size()];
    for (int o = 0; o < payers.length; o++) {
      used[payers[o]] += decisions.get(o).afterTokens();
    }
    Map<String, List<Share>> shares = decided.granted().sharesBySlot();
    return decided.slots().groups().stream()
        .map(
            group ->
                slot(group, shares.getOrDefault(group.slot().name(), List.of()), decisions, used))
        .toList();
  }

  private SlotReport slot(
      SlotMap.Group group, List<Share> shares, List<ItemDecision> decisions, int[] usedOf) {
    int demand = 0;
    int used = 0;
    int before = 0;
    Map<Action, Integer> actions = new EnumMap<>(Action.class);
    for (int c : group.components()) {
      demand += decided.granted().demands().get(c).totalTokens();
      used += usedOf[c] + written.chargedTokens(c);
      before += table.sizes().components().get(c).sharedFramingTokens() + table.toolListTokens(c);
      for (int o = table.first(c); o < table.end(c); o++) {
        before += decisions.get(o).beforeTokens();
        actions.merge(decisions.get(o).action(), 1, Integer::sum);
      }
    }
    return new SlotReport(
        group.slot(),
        demand,
        decided.granted().tokensOf(group),
        decided.granted().reasonOf(shares),
        used,
        before,
        actions.getOrDefault(Action.KEEP, 0),
        actions.getOrDefault(Action.TRUNCATE, 0) + actions.getOrDefault(Action.REPLACE, 0),
        actions.getOrDefault(Action.DROP, 0));
  }

  private DegradationLevel level() {
    boolean anyLost = false;
    boolean anyFree = false;
    boolean historyLost = false;
    long historyBefore = 0;
    long historyAfter = 0;
    for (int o = 0; o < table.size(); o++) {
      boolean reduced = written.isLoss(o) || isShortened(o);
      Component component = table.component(o);
      anyLost |= reduced;
      anyFree |= written.outcome(o).inPrompt() && isFree(o);
      if (component.hasMessages() && component.stability() == Stability.APPEND_ONLY) {
        historyLost |= reduced;
        historyBefore += table.itemSize(o).totalTokens();
        historyAfter += written.afterTokens(o);
      }
    }
    if (!anyLost) {
      return DegradationLevel.NONE;
    }
    if (!anyFree) {
      return DegradationLevel.PINNED_ONLY;
    }
    if (!historyLost) {
      return DegradationLevel.REQUEST_ITEMS;
    }
    return 2 * historyAfter > historyBefore
        ? DegradationLevel.OLDER_HISTORY
        : DegradationLevel.MOST_HISTORY;
  }

  private boolean isShortened(int ordinal) {
    Action action = written.outcome(ordinal).action();
    return action == Action.TRUNCATE || action == Action.REPLACE;
  }

  private boolean isFree(int ordinal) {
    DecisionReason reason = written.outcome(ordinal).reason();
    return reason != DecisionReason.PINNED
        && reason != DecisionReason.CURRENT_TURN
        && reason != DecisionReason.GROUP;
  }
}
