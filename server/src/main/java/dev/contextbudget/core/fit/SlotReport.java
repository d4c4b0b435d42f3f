package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.GrantReason;
import dev.contextbudget.core.budget.Slot;

/**
 * What became of a slot.
 *
 * @param slot its bounds
 * @param demandTokens what it could use, the note included that is due in any case
 * @param grantTokens what it was granted
 * @param reason why it was not granted more
 * @param usedTokens what it pays for: framing and notes included, and items of other slots that
 *     stay or leave with its own
 * @param beforeTokens what it would have used
 * @param kept items kept whole
 * @param shortened items cut or replaced
 * @param dropped items dropped
 */
public record SlotReport(
    Slot slot,
    int demandTokens,
    int grantTokens,
    GrantReason reason,
    int usedTokens,
    int beforeTokens,
    int kept,
    int shortened,
    int dropped) {}
