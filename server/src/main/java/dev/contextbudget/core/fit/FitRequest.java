package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import java.util.List;
import java.util.Map;

/**
 * What to fit.
 *
 * @param model counts and frames
 * @param inputBudgetTokens tokens of the whole prompt, margins already taken off
 * @param policy how they are divided; no slot {@linkplain
 *     dev.contextbudget.core.budget.Slot#isCrossedAt crossed}
 * @param components in request order
 * @param conversations structure of each component's messages, in the same order
 * @param growing whether more calls of the same conversation will follow
 * @param previous where the previous call cut, by component id; empty for a first call
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
    StopSignal stop) {
  public FitRequest {
    components = List.copyOf(components);
    conversations = List.copyOf(conversations);
    previous = Map.copyOf(previous);
    policy.slots().stream()
        .filter(slot -> slot.isCrossedAt(inputBudgetTokens))
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
}
