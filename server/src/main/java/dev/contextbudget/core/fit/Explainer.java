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
  private final List<ComponentDemand> demands;
  private final Fitter.Attempt attempt;
  private final Written written;

  Explainer(
      FitRequest request, ItemTable table, List<ComponentDemand> demands, Fitter.Attempt attempt) {
    this.request = request;
    this.table = table;
    this.demands = demands;
    this.attempt = attempt;
    this.written = attempt.written();
  }

  FitResult explain(RequestSize sizes) {
    List<Ranked> ranked = Ranked.of(request, demands, attempt.grants(), table, written);
    OptionalDouble[] values = Ranked.valuePerToken(ranked, table.size());
    List<ItemDecision> decisions = new ArrayList<>();
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
        written.noteTokens(),
        level(),
        Ranked.margin(ranked, table),
        attempt.histories());
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
    List<SlotReport> reports = new ArrayList<>();
    int firstTools = table.firstTools();
    for (SlotMap.Group group : attempt.slots().groups()) {
      int grant = 0;
      int used = 0;
      int before = 0;
      Map<Action, Integer> counts = new EnumMap<>(Action.class);
      for (int c : group.components()) {
        int shared = table.sizes().components().get(c).sharedFramingTokens();
        grant += attempt.grants()[c];
        used += (written.isOpened(c) ? shared : 0) + written.noteTokens(c);
        before += shared;
        if (c == firstTools) {
          used += written.toolTokens() - keptToolTokens();
          before += table.sizes().toolListTokens();
        }
        for (int o = table.first(c); o < table.end(c); o++) {
          used += decisions.get(o).afterTokens();
          before += decisions.get(o).beforeTokens();
          counts.merge(decisions.get(o).action(), 1, Integer::sum);
        }
      }
      reports.add(
          new SlotReport(
              group.slot(),
              grant,
              used,
              before,
              counts.getOrDefault(Action.KEEP, 0),
              counts.getOrDefault(Action.TRUNCATE, 0) + counts.getOrDefault(Action.REPLACE, 0),
              counts.getOrDefault(Action.DROP, 0)));
    }
    return reports;
  }

  private int keptToolTokens() {
    int tokens = 0;
    for (int o = 0; o < table.size(); o++) {
      tokens += table.component(o).hasTools() ? written.afterTokens(o) : 0;
    }
    return tokens;
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
