package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.prompt.Conversation;
import java.util.List;

/**
 * Whether and what to compact: the turns of the last history before its newest two.
 *
 * @param firstItemId oldest message of the range; empty if there is none
 * @param lastItemId newest message of the range; empty if there is none
 * @param rangeTokens tokens of the range
 */
public record CompactionNeed(
    Urgency urgency, String firstItemId, String lastItemId, int rangeTokens) {
  private static final CompactionNeed NONE = new CompactionNeed(Urgency.NONE, "", "", 0);

  /** Compacting later than this leaves no room for the call that compacts. */
  private static final double SOON_RATIO = 0.7;

  /** Turns at the end that stay as they are. */
  private static final int KEPT_TURNS = 2;

  /** How urgent it is. */
  public enum Urgency {
    NONE,
    SOON,
    NOW
  }

  /** Judges a fitted context. */
  public static CompactionNeed of(FitResult fit, List<Component> components) {
    for (int i = components.size() - 1; i >= 0; i--) {
      Component component = components.get(i);
      if (component.kind() == ComponentKind.HISTORY && component.hasMessages()) {
        return of(fit, component);
      }
    }
    return NONE;
  }

  private static CompactionNeed of(FitResult fit, Component history) {
    List<ItemDecision> decisions =
        fit.decisions().stream().filter(d -> d.componentId().equals(history.id())).toList();
    boolean reduced = decisions.stream().anyMatch(d -> d.afterTokens() < d.beforeTokens());
    boolean full = fit.totalTokens() > SOON_RATIO * fit.inputBudgetTokens();
    if (!reduced && !full) {
      return NONE;
    }
    int end = endOfRange(history);
    if (end == 0) {
      return NONE;
    }
    int tokens = decisions.subList(0, end).stream().mapToInt(ItemDecision::beforeTokens).sum();
    return new CompactionNeed(
        reduced ? Urgency.NOW : Urgency.SOON,
        decisions.get(0).itemId(),
        decisions.get(end - 1).itemId(),
        tokens);
  }

  private static int endOfRange(Component history) {
    int turns = 0;
    for (int i = history.items().size() - 1; i >= 0; i--) {
      if (Conversation.opensTurn((Body.Message) history.items().get(i).body())) {
        turns++;
        if (turns == KEPT_TURNS) {
          return i;
        }
      }
    }
    return 0;
  }
}
