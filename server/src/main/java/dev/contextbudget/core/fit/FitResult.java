package dev.contextbudget.core.fit;

import dev.contextbudget.core.prompt.Prompt;
import java.util.List;
import java.util.Map;

/**
 * A fitted context, explained.
 *
 * @param prompt what goes to the provider
 * @param decisions one for every item, in request order
 * @param slots in the order of their first components
 * @param inputBudgetTokens what the prompt had to fit
 * @param beforeTokens tokens of everything that was sent
 * @param totalTokens tokens of the prompt, counted on the prompt; at most the input budget
 * @param framingTokens of them, framing of messages, tool list, request and reply
 * @param toolListTokens of the framing, what the tool list costs beyond its definitions
 * @param noteTokens of them, notes
 * @param level how far the request had to be reduced
 * @param margin how good the choice was
 * @param histories where each history is cut now, by component id
 */
public record FitResult(
    Prompt prompt,
    List<ItemDecision> decisions,
    List<SlotReport> slots,
    int inputBudgetTokens,
    int beforeTokens,
    int totalTokens,
    int framingTokens,
    int toolListTokens,
    int noteTokens,
    DegradationLevel level,
    Margin margin,
    Map<String, HistoryState> histories) {
  public FitResult {
    decisions = List.copyOf(decisions);
    slots = List.copyOf(slots);
    histories = Map.copyOf(histories);
  }
}
