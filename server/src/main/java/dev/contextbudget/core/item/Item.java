package dev.contextbudget.core.item;

import java.util.List;
import java.util.OptionalInt;

/**
 * The smallest unit that is kept or dropped.
 *
 * @param id unique in the request
 * @param priority within its component, higher is kept longer
 * @param pinned never dropped or shortened
 * @param group items with the same group stay or leave together; empty for none
 * @param keepWith ids of items that stay or leave with this one
 * @param score relevance to the request; finite and not negative; 1 if unknown
 * @param knownTokens tokens without framing that can be trusted, if any
 * @param body what it holds
 */
public record Item(
    String id,
    int priority,
    boolean pinned,
    String group,
    List<String> keepWith,
    double score,
    OptionalInt knownTokens,
    Body body) {
  public Item {
    if (id.isBlank()) {
      throw new IllegalArgumentException("item without an id");
    }
    if (!(score >= 0) || Double.isInfinite(score)) { // !(>=) also catches NaN
      throw new IllegalArgumentException("item %s: score %s".formatted(id, score));
    }
    keepWith = List.copyOf(keepWith);
  }
}
