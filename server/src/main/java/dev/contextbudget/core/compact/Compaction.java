package dev.contextbudget.core.compact;

import dev.contextbudget.core.prompt.BoundThinking;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A history after compaction, explained.
 *
 * @param history the new history; the given one if nothing was changed
 * @param fates what became of each message, in request order
 * @param beforeTokens of the given history, framing included
 * @param afterTokens of the new one; at most as many
 * @param level how far the ladder was climbed
 * @param retention facts before and after
 * @param summaryRetention facts of the messages that a summary replaces, and which of them it lost;
 *     absent if there was none or it was refused before they were compared
 * @param generation one more than before if the history was changed
 * @param noOp why nothing was changed, if so
 * @param targetMet whether the new history is within the target
 */
public record Compaction(
    Prompt history,
    List<Fate> fates,
    int beforeTokens,
    int afterTokens,
    Level level,
    Retention retention,
    Optional<Retention> summaryRetention,
    int generation,
    Optional<NoOp> noOp,
    boolean targetMet) {
  public Compaction {
    fates = List.copyOf(fates);
    if (afterTokens > beforeTokens) {
      throw new IllegalArgumentException(
          "a compaction from %d to %d tokens".formatted(beforeTokens, afterTokens));
    }
  }

  /** Returns the same answer without the thinking that its provider refuses behind what changed. */
  public Compaction withThinkingReleased() {
    List<PromptMessage> released = BoundThinking.released(history.messages(), message -> false);
    Map<String, Integer> saved = new HashMap<>();
    for (int i = 0; i < released.size(); i++) {
      int tokens = history.messages().get(i).partTokens() - released.get(i).partTokens();
      saved.merge(released.get(i).itemId(), tokens, Integer::sum);
    }
    return new Compaction(
        new Prompt(history.tools(), released),
        fates.stream().map(fate -> fate.less(saved.getOrDefault(fate.itemId(), 0))).toList(),
        beforeTokens,
        afterTokens - saved.values().stream().mapToInt(Integer::intValue).sum(),
        level,
        retention,
        summaryRetention,
        generation,
        noOp,
        targetMet);
  }

  /** Returns the same answer with what a summary kept. */
  Compaction with(Retention ofSummary) {
    return new Compaction(
        history,
        fates,
        beforeTokens,
        afterTokens,
        level,
        retention,
        Optional.of(ofSummary),
        generation,
        noOp,
        targetMet);
  }

  /** The rungs of the ladder. */
  public enum Level {
    /** Nothing was changed. */
    NONE,
    /** Stale tool results were cleared. */
    TOOL_RESULTS,
    /** Older messages were replaced by their most telling sentences. */
    EXTRACT,
    /** Older messages were replaced by the caller's summary. */
    SUMMARY
  }

  /** Why nothing was changed. */
  public enum NoOp {
    /** The history is below the trigger. */
    BELOW_TRIGGER,
    /** The history is within the target already. */
    AT_TARGET,
    /** Everything must stay; a long loop of an agent is all of the current turn. */
    NOTHING_TO_COMPACT,
    /** It would shrink by less than the least share. */
    TOO_LITTLE_GAIN,
    /** The summary holds nothing that can be seen. */
    SUMMARY_EMPTY,
    /** The summary is longer than was ordered. */
    SUMMARY_TOO_LONG,
    /** The summary holds too few of the facts. */
    FACTS_LOST
  }

  /** What became of a message. */
  public enum FateKind {
    /** As it was sent; the digest or summary may stand beside its parts. */
    KEPT,
    /** Its tool results are placeholders. */
    CLEARED,
    /** Sentences of it stand in the digest. */
    EXTRACTED,
    /** The caller's summary stands for it. */
    SUMMARIZED,
    /** Nothing of it is left. */
    DROPPED
  }

  /**
   * What became of a message.
   *
   * @param afterTokens what of it stands in the digest included
   */
  public record Fate(String itemId, FateKind kind, int beforeTokens, int afterTokens) {
    Fate less(int tokens) {
      return new Fate(itemId, kind, beforeTokens, afterTokens - tokens);
    }
  }
}
