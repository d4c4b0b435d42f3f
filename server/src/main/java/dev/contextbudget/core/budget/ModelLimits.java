package dev.contextbudget.core.budget;

import java.util.OptionalInt;

/**
 * What a model allows, and how far its counts can be trusted.
 *
 * @param contextWindowTokens input and output together; {@code > 0}
 * @param maxInputTokens limit on input, if it has one of its own
 * @param maxOutputTokens limit on output, if known
 * @param framingToleranceTokens by how much the framing may cost more than counted
 * @param errorMarginRatio by which share of a count the truth may lie above it; 0 for exact counts
 */
public record ModelLimits(
    int contextWindowTokens,
    OptionalInt maxInputTokens,
    OptionalInt maxOutputTokens,
    int framingToleranceTokens,
    double errorMarginRatio) {
  public ModelLimits {
    if (contextWindowTokens < 1 || framingToleranceTokens < 0) {
      throw new IllegalArgumentException(
          "want window > 0 and tolerance >= 0, got %d, %d"
              .formatted(contextWindowTokens, framingToleranceTokens));
    }
    if (!(errorMarginRatio >= 0) || Double.isInfinite(errorMarginRatio)) { // !(>=) catches NaN
      throw new IllegalArgumentException("error margin: " + errorMarginRatio);
    }
  }

  /** Returns the limits where only a window is given, and no model. */
  public static ModelLimits ofWindow(int contextWindowTokens) {
    return new ModelLimits(contextWindowTokens, OptionalInt.empty(), OptionalInt.empty(), 0, 0);
  }
}
