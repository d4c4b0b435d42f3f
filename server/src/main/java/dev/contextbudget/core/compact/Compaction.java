package dev.contextbudget.core.compact;

import dev.contextbudget.core.prompt.Prompt;
import java.util.List;
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

  /** The rungs of the ladder. */
  public enum Level {
    NONE,
    TOOL_RESULTS,
    EXTRACT,
    SUMMARY
  }

  /** Why nothing was changed. */
  public enum NoOp {
    BELOW_TRIGGER,
    AT_TARGET,
    NOTHING_TO_COMPACT,
    TOO_LITTLE_GAIN,
    SUMMARY_EMPTY,
    SUMMARY_TOO_LONG,
    FACTS_LOST
  }

  /** What became of a message. */
  public enum FateKind {
    KEPT,
    CLEARED,
    EXTRACTED,
    SUMMARIZED,
    DROPPED
  }

  /**
   * What became of a message.
   *
   * @param afterTokens what of it stands in the digest included
   */
  public record Fate(String itemId, FateKind kind, int beforeTokens, int afterTokens) {}
}
