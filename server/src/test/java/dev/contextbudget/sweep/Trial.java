package dev.contextbudget.sweep;

import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptTool;
import java.util.HashSet;
import java.util.Set;

/**
 * One request of the sweep.
 *
 * @param whole the answer when there was room for everything
 * @param raised whether the budget is more than the share, because what must stay needs more
 */
record Trial(
    Scene scene,
    Setup setup,
    int percent,
    FitContextResponse whole,
    FitContextRequest request,
    boolean raised) {

  /** What a note and the message around it may cost. */
  private static final int NOTE_TOKENS = 25;

  static Trial of(Scene scene, Setup setup, int percent, FitContextResponse whole) {
    Counting counting = setup.counting();
    int all = counting.count(whole.getPrompt());
    int input = scene.hasInput() ? decidedTokens(whole, "input") : 0;
    boolean ofAll = setup.share() != Setup.Share.OF_THE_REST;
    int share = ofAll ? percent * all / 100 : 0;
    Set<String> must = scene.mustKeep();
    if (setup.share() == Setup.Share.OF_ALL) {
      scene.components().stream()
          .filter(c -> c.getKind() != ComponentKind.COMPONENT_KIND_HISTORY)
          .filter(c -> !c.getId().equals("input"))
          .forEach(c -> must.removeAll(Scene.itemIds(c)));
      must.removeIf(id -> id.equals("input") && input > share / 3);
    }
    int needed = neededTokens(counting, whole.getPrompt(), must, scene.components().size());
    int budget = ofAll ? share : needed + percent * Math.max(0, all - needed) / 100;
    boolean raised = setup.share() == Setup.Share.OF_ALL && needed > budget;
    int window = counting.windowFor(raised ? needed : budget);
    return new Trial(scene, setup, percent, whole, setup.request(scene, window, input), raised);
  }

  static int decidedTokens(FitContextResponse response, String itemId) {
    return response.getDecisionsList().stream()
        .filter(d -> d.getItemId().equals(itemId))
        .mapToInt(d -> d.getBeforeTokens())
        .sum();
  }

  private static int neededTokens(
      Counting counting, Prompt whole, Set<String> must, int components) {
    Prompt.Builder kept = Prompt.newBuilder();
    for (PromptTool tool : whole.getToolsList()) {
      if (must.contains(tool.getItemId())) {
        kept.addTools(tool);
      }
    }
    for (PromptMessage message : whole.getMessagesList()) {
      PromptMessage.Builder part = message.toBuilder().clearParts();
      message.getPartsList().stream()
          .filter(p -> must.contains(p.getItemId()))
          .forEach(part::addParts);
      if (part.getPartsCount() > 0) {
        kept.addMessages(part);
      }
    }
    int messages = kept.getMessagesCount() + components;
    return counting.count(kept.build())
        + counting.toleranceTokens(messages)
        + components * NOTE_TOKENS;
  }

  int windowTokens() {
    return request.getPolicy().getContextWindowTokens();
  }

  /** Returns ids of what nothing in the request allows to shrink or leave. */
  Set<String> untouchable() {
    Set<String> must = scene.mustKeep();
    Set<String> free = new HashSet<>();
    request.getComponentsList().stream()
        .filter(c -> c.hasReduction() && !c.getId().equals("history"))
        .forEach(c -> free.addAll(Scene.itemIds(c)));
    request.getComponentsList().stream()
        .filter(c -> c.getReduction().hasTruncate())
        .flatMap(c -> c.getMessages().getMessagesList().stream())
        .filter(Trial::holdsOnlyResults)
        .forEach(message -> free.add(message.getId()));
    must.removeAll(free);
    return must;
  }

  /** Results that the model has still to answer may be cut where the caller says TRUNCATE. */
  private static boolean holdsOnlyResults(Message message) {
    return message.getPartsList().stream().allMatch(part -> part.hasToolResult());
  }

  @Override
  public String toString() {
    return "%s, %s, %d %%, window %d"
        .formatted(scene.name(), setup.name(), percent, windowTokens());
  }
}
