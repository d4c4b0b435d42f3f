package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import java.util.TreeMap;

/**
 * What is kept of a component, priority by priority: value where value decides, bytes and tokens
 * where age or place does.
 */
record TreeValue(TreeMap<Integer, Double> byPriority) implements Comparable<TreeValue> {
  private static final double ROUNDING = 1e-9;

  static TreeValue of(Component component, FitResult fit) {
    TreeMap<Integer, Double> values = new TreeMap<>(java.util.Comparator.reverseOrder());
    for (Item item : component.items()) {
      ItemDecision decision =
          fit.decisions().stream()
              .filter(d -> d.itemId().equals(item.id()))
              .findFirst()
              .orElseThrow();
      double kept =
          decision.action() == Action.TRUNCATE
              ? decision.keptRanges().stream().mapToInt(r -> r.text().length()).sum() / 1e3
              : decision.afterTokens();
      // cut and whole items are compared by their source bytes, so a whole one is always more
      double weight = decision.valuePerToken().orElse(1);
      values.merge(item.priority(), kept * weight, Double::sum);
    }
    return new TreeValue(values);
  }

  @Override
  public int compareTo(TreeValue other) {
    for (Integer priority : byPriority.keySet()) {
      double difference = byPriority.get(priority) - other.byPriority.getOrDefault(priority, 0.0);
      if (Math.abs(difference) > ROUNDING) {
        return difference > 0 ? 1 : -1;
      }
    }
    return 0;
  }
}
