package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A history to shorten.
 *
 * @param model counts and frames
 * @param history component with messages
 * @param talk its structure
 * @param targetTokens most tokens of the new history, framing included
 * @param triggerTokens below this nothing is done, if set; above the target
 * @param keepFirstTurns oldest turns that stay as they are
 * @param keepLastTurns newest turns that stay as they are; fewer if the target demands it, but
 *     never less than the current one
 * @param clearing how stale tool results are cleared
 * @param minShrinkRatio least share of tokens by which the history must shrink
 * @param generation how often the history was compacted before
 * @param clearedText stands for a cleared result
 * @param digestHeading stands before what was shortened
 * @param stop asked in long loops
 */
public record CompactionRequest(
    ModelProfile model,
    Component history,
    Conversation talk,
    int targetTokens,
    OptionalInt triggerTokens,
    int keepFirstTurns,
    int keepLastTurns,
    Reduction.ClearToolResults clearing,
    double minShrinkRatio,
    int generation,
    Utf8Text clearedText,
    Utf8Text digestHeading,
    StopSignal stop) {
  /** The current turn and the one before it, to which it may refer. */
  public static final int DEFAULT_KEEP_LAST_TURNS = 2;

  /** A smaller gain does not pay for the provider's cache, which every rewrite breaks. */
  public static final double DEFAULT_MIN_SHRINK_RATIO = 0.1;

  /** Tells the model that it does not read the conversation itself. */
  public static final Utf8Text DEFAULT_HEADING =
      Utf8Text.of("[What was said earlier in this conversation, shortened:]");

  public CompactionRequest {
    if (targetTokens < 1 || triggerTokens.orElse(Integer.MAX_VALUE) <= targetTokens) {
      throw new IllegalArgumentException(
          "want 0 < target < trigger, got %d, %s".formatted(targetTokens, triggerTokens));
    }
    if (keepFirstTurns < 0 || keepLastTurns < 1 || generation < 0) {
      throw new IllegalArgumentException(
          "want first >= 0, last >= 1 and generation >= 0, got %d, %d, %d"
              .formatted(keepFirstTurns, keepLastTurns, generation));
    }
    if (!(minShrinkRatio > 0 && minShrinkRatio <= 1)) { // also catches NaN
      throw new IllegalArgumentException("least shrinking: " + minShrinkRatio);
    }
  }

  /** Returns true if a history shrinks by the least share. */
  boolean isEnough(int afterTokens, int beforeTokens) {
    return afterTokens <= beforeTokens * (1 - minShrinkRatio);
  }

  /** Returns why a history of this size needs no compaction, if so. */
  Optional<Compaction.NoOp> notNeeded(int historyTokens) {
    if (historyTokens < triggerTokens.orElse(0)) {
      return Optional.of(Compaction.NoOp.BELOW_TRIGGER);
    }
    return historyTokens <= targetTokens
        ? Optional.of(Compaction.NoOp.AT_TARGET)
        : Optional.empty();
  }
}
