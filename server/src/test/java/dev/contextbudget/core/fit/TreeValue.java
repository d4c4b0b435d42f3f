package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of a component, priority by priority: value where value decides, bytes and tokens
 * where age or place does.
 */
record TreeValue(TreeMap<Integer, Double> byPriority) implements Comparable<TreeValue> {
  private static final double ROUNDING = 1e-9;

  static TreeValue of(Component component, FitResult fit) {
    TreeMap<Integer, Double> values = new TreeMap<>(java.util.Comparator.reverseOrder());
    List<ItemDecision> decisions =
        fit.decisions().stream().filter(d -> d.componentId().equals(component.id())).toList();
    int[] priorities = priorities(component, decisions);
    for (int i = 0; i < priorities.length; i++) {
      ItemDecision decision = decisions.get(i);
      double kept =
          decision.action() == Action.TRUNCATE
              ? decision.keptRanges().stream().mapToInt(r -> r.text().length()).sum() / 1e3
              : decision.afterTokens();
      // cut and whole items are compared by their source bytes, so a whole one is always more
      double weight = decision.valuePerToken().orElse(1);
      values.merge(priorities[i], kept * weight, Double::sum);
    }
    return new TreeValue(values);
  }

  /**
   * Finished turns that are ranked by value stay or leave whole, with the priority of their best
   * item.
   */
  private static int[] priorities(Component component, List<ItemDecision> decisions) {
    int[] priorities = component.items().stream().mapToInt(Item::priority).toArray();
    if (!component.hasMessages() || !(component.reduction() instanceof Reduction.ByRelevance)) {
      return priorities;
    }
    Conversation talk = Conversation.of(component, "", new ArrayList<>());
    int[] turnOf = talk.turnOf();
    Map<Integer, Integer> best = new HashMap<>();
    for (int i = 0; i < priorities.length; i++) {
      if (isFree(decisions.get(i))) {
        best.merge(turnOf[i], priorities[i], Math::max);
      }
    }
    for (int i = 0; i < priorities.length; i++) {
      boolean joined = turnOf[i] < talk.turns() - 1 && isFree(decisions.get(i));
      priorities[i] = joined ? best.get(turnOf[i]) : priorities[i];
    }
    return priorities;
  }

  private static boolean isFree(ItemDecision decision) {
    return decision.action() == Action.DROP
        || (decision.reason() != DecisionReason.PINNED
            && decision.reason() != DecisionReason.CURRENT_TURN
            && decision.reason() != DecisionReason.GROUP);
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
