package dev.contextbudget.core.compact;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;

/**
 * What the caller's own model shall summarise.
 *
 * @param itemIds messages, oldest first; empty if there is nothing to summarise
 * @param maxSummaryTokens most tokens of the summary
 * @param facts what the summary should hold, as written, oldest first
 * @param token carries the order to the commit
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SummaryOrder(
    List<String> itemIds, int maxSummaryTokens, List<Utf8Text> facts, byte[] token) {
  public SummaryOrder {
    itemIds = List.copyOf(itemIds);
    facts = List.copyOf(facts);
  }
}
