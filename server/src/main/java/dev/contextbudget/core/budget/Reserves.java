package dev.contextbudget.core.budget;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a policy keeps free of the window.
 *
 * @param contextWindowTokens window instead of the model's, if set
 * @param outputTokens kept for the answer, if set
 * @param thinkingTokens kept for reasoning
 * @param headroomTokens kept free, if set
 * @param preset stands in for what is not set, if there is one
 */
public record Reserves(
    OptionalInt contextWindowTokens,
    OptionalInt outputTokens,
    int thinkingTokens,
    OptionalInt headroomTokens,
    Optional<Preset> preset) {
  public Reserves {
    if (contextWindowTokens.orElse(1) < 1
        || outputTokens.orElse(0) < 0
        || thinkingTokens < 0
        || headroomTokens.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "want window > 0 and reserves >= 0, got %s, %s, %d, %s"
              .formatted(contextWindowTokens, outputTokens, thinkingTokens, headroomTokens));
    }
  }

  /** Returns these with a reserve for the answer where none is set. */
  public Reserves orOutput(OptionalInt otherOutputTokens) {
    return outputTokens.isPresent()
        ? this
        : new Reserves(
            contextWindowTokens, otherOutputTokens, thinkingTokens, headroomTokens, preset);
  }
}
