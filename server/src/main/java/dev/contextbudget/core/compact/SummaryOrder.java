package dev.contextbudget.core.compact;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

/**
 * What the caller's own model shall summarise.
 *
 * @param itemIds messages, oldest first; empty if there is nothing to summarise
 * @param maxSummaryTokens most tokens of the summary
 * @param facts what the summary should hold, as written, oldest first
 * @param token carries the order to the commit
 * @param needless why there is nothing to summarise, if so
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SummaryOrder(
    List<String> itemIds,
    int maxSummaryTokens,
    List<Utf8Text> facts,
    byte[] token,
    Optional<Compaction.NoOp> needless) {
  public SummaryOrder {
    itemIds = List.copyOf(itemIds);
    facts = List.copyOf(facts);
    if (itemIds.isEmpty() == needless.isEmpty()) {
      throw new IllegalArgumentException("want messages or a reason why there are none");
    }
  }
}
