package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.MessageRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to fit.
 *
 * @param model counts and frames
 * @param inputBudgetTokens tokens of the whole prompt, margins already taken off
 * @param policy how they are divided; every slot {@linkplain
 *     dev.contextbudget.core.budget.Slot#isOrderedAt ordered}
 * @param components in request order
 * @param conversations structure of each component's messages, in the same order
 * @param growing whether more calls of the same conversation will follow
 * @param previous where the previous call cut, by component id; empty for a first call
 * @param rules what the provider asks of messages between which something was dropped
 * @param stop asked in long loops
 */
public record FitRequest(
    ModelProfile model,
    int inputBudgetTokens,
    FitPolicy policy,
    List<Component> components,
    List<Conversation> conversations,
    boolean growing,
    Map<String, HistoryState> previous,
    MessageRules rules,
    StopSignal stop) {
  /** Larger than any window; a search for a budget that suffices ends there. */
  static final int MAX_BUDGET_TOKENS = 1_000_000_000;

  public FitRequest {
    components = List.copyOf(components);
    conversations = List.copyOf(conversations);
    previous = Map.copyOf(previous);
    policy.slots().stream()
        .filter(slot -> !slot.isOrderedAt(inputBudgetTokens))
        .findFirst()
        .ifPresent(
            slot -> {
              throw new IllegalArgumentException(
                  "slot %s: the ceiling is below the floor".formatted(slot.name()));
            });
    if (components.size() != conversations.size()) {
      throw new IllegalArgumentException(
          "%d components, %d conversations".formatted(components.size(), conversations.size()));
    }
  }

  /** A request whose caller renders its messages. */
  public FitRequest(
      ModelProfile model,
      int inputBudgetTokens,
      FitPolicy policy,
      List<Component> components,
      List<Conversation> conversations,
      boolean growing,
      Map<String, HistoryState> previous,
      StopSignal stop) {
    this(
        model,
        inputBudgetTokens,
        policy,
        components,
        conversations,
        growing,
        previous,
        MessageRules.OF_CALLER,
        stop);
  }

  /** Returns the request with another budget; empty if its slots could not be met with it. */
  Optional<FitRequest> withBudget(long tokens) {
    if (tokens > MAX_BUDGET_TOKENS
        || policy.slots().stream().anyMatch(slot -> !slot.isOrderedAt((int) tokens))) {
      return Optional.empty();
    }
    return Optional.of(
        new FitRequest(
            model,
            (int) tokens,
            policy,
            components,
            conversations,
            growing,
            previous,
            rules,
            stop));
  }
}
