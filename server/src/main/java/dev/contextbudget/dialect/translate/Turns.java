package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as turns of two sides, as Anthropic and Gemini want it: neighbours of one side are
 * one turn, and results stand before what the user says beside them.
 *
 * <p>Anthropic joins neighbours itself, so nothing changes for the model.
 */
final class Turns {

  /**
   * What one side says until the other answers.
   *
   * @param at where it begins
   */
  record Turn(JsonValue at, boolean ofAssistant, List<PlainPart> parts) {

    boolean hasResults() {
      return parts.stream().anyMatch(PlainPart.Result.class::isInstance);
    }
  }

  private Turns() {}

  /** Returns the turns of a conversation; messages of the system in its midst are losses. */
  static List<Turn> of(PlainRequest request, Losses losses) {
    List<Turn> turns = new ArrayList<>();
    for (PlainMessage message : request.conversation()) {
      if (message.role() == Role.SYSTEM) {
        losses.add(message.at(), "a message of the system in the midst of the conversation");
        continue;
      }
      boolean ofAssistant = message.role() == Role.ASSISTANT;
      if (turns.isEmpty() || turns.get(turns.size() - 1).ofAssistant() != ofAssistant) {
        turns.add(new Turn(message.at(), ofAssistant, new ArrayList<>()));
      }
      turns.get(turns.size() - 1).parts().addAll(message.parts());
    }
    check(request, turns, losses);
    return turns;
  }

  private static void check(PlainRequest request, List<Turn> turns, Losses losses) {
    if (turns.isEmpty()) {
      losses.addIfNone(request.at(), "a conversation in which nobody says anything");
      return;
    }
    Turn first = turns.get(0);
    if (first.ofAssistant()) {
      losses.addIfNone(first.at(), "a conversation that the assistant begins");
    }
  }
}
