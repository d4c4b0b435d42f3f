package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Segment;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What happened to one item and why.
 *
 * @param beforeTokens what it would have cost, its own framing included
 * @param afterTokens what it costs, its own framing and notes inside it included; 0 if dropped
 * @param keptRanges source bytes kept; only if it was cut
 * @param variant chosen variant, from 1; 0 for none
 * @param valuePerToken by which it was ranked; absent where age ranked
 * @param loadBody true if it is in the prompt and came without its body
 * @param source where a passage or entry comes from, as sent
 */
public record ItemDecision(
    String itemId,
    String componentId,
    Action action,
    DecisionReason reason,
    int beforeTokens,
    int afterTokens,
    List<Segment.Source> keptRanges,
    int variant,
    OptionalDouble valuePerToken,
    boolean loadBody,
    String source) {
  public ItemDecision {
    keptRanges = List.copyOf(keptRanges);
    if (beforeTokens < 0 || afterTokens < 0 || (action == Action.DROP && afterTokens > 0)) {
      throw new IllegalArgumentException(
          "item %s: %s with %d tokens before, %d after"
              .formatted(itemId, action, beforeTokens, afterTokens));
    }
  }
}
