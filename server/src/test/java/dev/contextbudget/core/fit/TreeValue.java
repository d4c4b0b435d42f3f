package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.prompt.Conversation;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is kept of some items, priority by priority: value where value decides, bytes and tokens
 * where age or place does.
 */
record TreeValue(TreeMap<Integer, Double> byPriority) implements Comparable<TreeValue> {
  private static final double ROUNDING = 1e-9;

  /**
   * @param other another answer to the same items, which tells too what must stay
   */
  static TreeValue of(List<Item> items, FitResult fit, FitResult other) {
    TreeMap<Integer, Double> values = new TreeMap<>(Comparator.reverseOrder());
    Map<String, Integer> ofTurns = ofTurns(items, fit, other);
    for (Item item : items) {
      ItemDecision decision =
          fit.decisions().stream()
              .filter(d -> d.itemId().equals(item.id()))
              .findFirst()
              .orElseThrow();
      double kept = kept(decision);
      double weight = decision.valuePerToken().orElse(1);
      int priority =
          decision.valuePerToken().isEmpty() && ofTurns.containsKey(item.id())
              ? ofTurns.get(item.id())
              : priority(items, fit, decision);
      values.merge(priority, kept * weight, Double::sum);
    }
    return new TreeValue(values);
  }

  /** Returns the highest priority of what may leave of its turn, by id of each message. */
  private static Map<String, Integer> ofTurns(List<Item> items, FitResult fit, FitResult other) {
    Set<String> forced = forced(fit);
    forced.addAll(forced(other));
    Map<String, ItemDecision> decisions = new HashMap<>();
    fit.decisions().forEach(d -> decisions.put(d.itemId(), d));
    Map<String, Integer> highest = new HashMap<>();
    Map<String, String> turnOf = new HashMap<>();
    String turn = "";
    String component = "";
    for (Item item : items) {
      if (item.body() instanceof Body.Message message) {
        ItemDecision decision = decisions.get(item.id());
        if (!decision.componentId().equals(component) || Conversation.opensTurn(message)) {
          turn = item.id();
          component = decision.componentId();
        }
        turnOf.put(item.id(), turn);
        highest.merge(
            turn, forced.contains(item.id()) ? Integer.MIN_VALUE : item.priority(), Math::max);
      }
    }
    Map<String, Integer> priorities = new HashMap<>();
    turnOf.forEach((id, t) -> priorities.put(id, highest.get(t)));
    return priorities;
  }

  private static Set<String> forced(FitResult fit) {
    Set<DecisionReason> forced =
        EnumSet.of(
            DecisionReason.PINNED,
            DecisionReason.CURRENT_TURN,
            DecisionReason.GROUP,
            DecisionReason.EMPTY);
    return fit.decisions().stream()
        .filter(decision -> forced.contains(decision.reason()))
        .map(ItemDecision::itemId)
        .collect(Collectors.toSet());
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
