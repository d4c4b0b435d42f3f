package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Item;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What is kept of some items, priority by priority: value where value decides, bytes and tokens
 * where age or place does.
 */
record TreeValue(TreeMap<Integer, Double> byPriority) implements Comparable<TreeValue> {
  private static final double ROUNDING = 1e-9;

  static TreeValue of(List<Item> items, FitResult fit) {
    TreeMap<Integer, Double> values = new TreeMap<>(Comparator.reverseOrder());
    for (Item item : items) {
      ItemDecision decision =
          fit.decisions().stream()
              .filter(d -> d.itemId().equals(item.id()))
              .findFirst()
              .orElseThrow();
      double kept = kept(decision);
      double weight = decision.valuePerToken().orElse(1);
      values.merge(priority(items, fit, decision), kept * weight, Double::sum);
    }
    return new TreeValue(values);
  }

  /**
   * Returns what is kept: tokens of whole items; of cut ones so little a byte that a whole one is
   * always more; nothing where a placeholder stands for a result that did not fit.
   */
  private static double kept(ItemDecision decision) {
    return switch (decision.action()) {
      case TRUNCATE -> decision.keptRanges().stream().mapToInt(r -> r.text().length()).sum() / 1e3;
      case REPLACE -> decision.reason() == DecisionReason.CUT_TO_GRANT ? 0 : decision.afterTokens();
      case KEEP, DROP -> decision.afterTokens();
    };
  }

  /**
   * Items that were ranked together have one value per token, and the highest of their priorities.
   */
  private static int priority(List<Item> items, FitResult fit, ItemDecision decision) {
    return items.stream()
        .filter(
            item ->
                item.id().equals(decision.itemId())
                    || (decision.valuePerToken().isPresent()
                        && valuePerToken(fit, item).equals(decision.valuePerToken())))
        .mapToInt(Item::priority)
        .max()
        .orElseThrow();
  }

  private static OptionalDouble valuePerToken(FitResult fit, Item item) {
    return fit.decisions().stream()
        .filter(d -> d.itemId().equals(item.id()))
        .findFirst()
        .orElseThrow()
        .valuePerToken();
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
