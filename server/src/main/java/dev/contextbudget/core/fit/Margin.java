package dev.contextbudget.core.fit;

import java.util.Optional;

/**
 * How good the choice was, where value decided.
 *
 * @param bestDropped the dropped item of highest value per token
 * @param worstKept the kept free item of lowest value per token
 * @param optimalityGapRatio upper bound of the share of value that a perfect choice would have kept
 *     more: the fractional optimum's value less ours, through the former
 */
public record Margin(
    Optional<MarginalItem> bestDropped,
    Optional<MarginalItem> worstKept,
    double optimalityGapRatio) {

  /** An item at the edge of the choice. */
  public record MarginalItem(String itemId, int tokens, double valuePerToken) {}
}
