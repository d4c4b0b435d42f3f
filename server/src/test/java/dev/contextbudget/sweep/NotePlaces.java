package dev.contextbudget.sweep;

import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the model is told of what is missing: once, and next to where it stood. */
final class NotePlaces {
  private static final String HISTORY =
      "[Earlier parts of this conversation were left out to fit the window.]";
  private static final String ITEMS = "[Some items were left out to fit the window.]";

  private NotePlaces() {}

  /** Returns what is wrong with the notes of an answer. */
  static Optional<String> problem(Trial trial, FitContextResponse full) {
    if (trial.setup().policy().getNotes().getDisabled()) {
      return notes(full, HISTORY) + notes(full, ITEMS) == 0
          ? Optional.empty()
          : Optional.of("a note although they are off");
    }
    Set<String> losers = new HashSet<>();
    Set<String> lost = new HashSet<>();
    for (ItemDecision decision : full.getDecisionsList()) {
      if (decision.getAction() == Action.ACTION_DROP
          && decision.getReason() != DecisionReason.DECISION_REASON_EMPTY
          && !decision.getItemId().startsWith("tool:")) {
        losers.add(decision.getComponentId());
        lost.add(decision.getItemId());
      }
    }
    long history = losers.contains("history") ? 1 : 0;
    if (notes(full, HISTORY) != history) {
      return Optional.of("%d notes of the history".formatted(notes(full, HISTORY)));
    }
    if (notes(full, ITEMS) != losers.size() - history) {
      return Optional.of("%d notes for %s".formatted(notes(full, ITEMS), losers));
    }
    return history == 0 ? Optional.empty() : besideGap(trial.scene(), full, lost);
  }

  private static long notes(FitContextResponse full, String text) {
    return full.getPrompt().getMessagesList().stream()
        .flatMap(m -> m.getPartsList().stream())
        .filter(p -> p.getItemId().isEmpty() && p.getPart().getText().equals(text))
        .count();
  }

  /**
   * The note stands in the message of the user in the history that is next to the first gap, before
   * or behind it; elsewhere only if the history has none.
   */
  private static Optional<String> besideGap(
      Scene scene, FitContextResponse full, Set<String> lost) {
    List<String> history = scene.history().map(Scene::itemIds).orElse(List.of());
    int gap = 0;
    while (!lost.contains(history.get(gap))) {
      gap++;
    }
    int before = -1;
    int behind = Integer.MAX_VALUE;
    int noted = -1;
    for (PromptMessage message : full.getPrompt().getMessagesList()) {
      int place = history.indexOf(message.getItemId());
      if (place >= 0 && message.getRole() == Role.ROLE_USER) {
        before = place < gap ? place : before;
        behind = place > gap ? Math.min(behind, place) : behind;
      }
      if (message.getPartsList().stream().anyMatch(p -> p.getPart().getText().equals(HISTORY))) {
        noted = place;
      }
    }
    boolean none = before < 0 && behind == Integer.MAX_VALUE;
    return (none ? noted < 0 : noted == before || noted == behind)
        ? Optional.empty()
        : Optional.of("note in message %d, gap at %d".formatted(noted, gap));
  }
}
