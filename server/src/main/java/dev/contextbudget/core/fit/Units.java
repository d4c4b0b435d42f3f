package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes units of items that are tied, and says who is charged for each and what it is worth. */
final class Units {
  private final ItemTable table;
  private final Settled settled;
  private final FitPolicy policy;

  private Units(ItemTable table, Settled settled, FitPolicy policy) {
    this.table = table;
    this.settled = settled;
    this.policy = policy;
  }

  /** Returns all units of live items, by home component, each in order of its oldest item. */
  static List<List<Unit>> byHome(ItemTable table, Ties ties, Settled settled, FitPolicy policy) {
    Units units = new Units(table, settled, policy);
    List<List<Unit>> byHome = new ArrayList<>();
    table.components().forEach(unused -> byHome.add(new ArrayList<>()));
    for (int[] tied : ties.sets()) {
      int[] live = units.live(tied);
      if (live.length > 0) {
        Unit unit = units.unit(live);
        byHome.get(unit.home()).add(unit);
      }
    }
    return byHome;
  }

  private int[] live(int[] tied) {
    int live = 0;
    for (int o : tied) {
      live += settled.isOut(o) ? 0 : 1;
    }
    return live == tied.length
        ? tied
        : Arrays.stream(tied).filter(o -> !settled.isOut(o)).toArray();
  }

  private Unit unit(int[] ordinals) {
    int home = table.componentIndex(ordinals[0]);
    int tokens = 0;
    int priority = Integer.MIN_VALUE;
    double score = 0;
    for (int o : ordinals) {
      if (priorityOf(table.componentIndex(o)) > priorityOf(home)) {
        home = table.componentIndex(o);
      }
      tokens = Math.addExact(tokens, table.costTokens(o));
      priority = Math.max(priority, table.item(o).priority());
      score += table.item(o).score();
    }
    return new Unit(
        home,
        ordinals,
        tokens,
        settled.isForced(ordinals[0]),
        priority,
        score / Math.sqrt(Math.max(1, tokens + (double) offsetTokens(home))));
  }

  private int priorityOf(int component) {
    Component c = table.components().get(component);
    return c.priority().orElseGet(() -> policy.priorityOf(c.kind()));
  }

  private int offsetTokens(int component) {
    return table.components().get(component).reduction() instanceof Reduction.ByRelevance relevance
        ? relevance.offsetTokens()
        : Reduction.ByRelevance.DEFAULT_OFFSET_TOKENS;
  }
}
