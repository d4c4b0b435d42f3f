package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Slot;

/**
 * What became of a slot.
 *
 * @param slot its bounds
 * @param grantTokens what it was granted
 * @param usedTokens framing and notes included
 * @param beforeTokens what it would have used
 * @param kept items kept whole
 * @param shortened items cut or replaced
 * @param dropped items dropped
 */
public record SlotReport(
    Slot slot,
    int grantTokens,
    int usedTokens,
    int beforeTokens,
    int kept,
    int shortened,
    int dropped) {}
