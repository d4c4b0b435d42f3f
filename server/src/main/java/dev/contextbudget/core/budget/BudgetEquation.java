package dev.contextbudget.core.budget;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * How the input budget comes about: {@code (min(window - reserves, maximum input) - framing
 * tolerance) / (1 + error margin)}, rounded down.
 *
 * <p>Where counts are not exact, the budget is what a count may show so that the truth still fits.
 *
 * @param contextWindowTokens the window
 * @param outputReserveTokens kept for the answer
 * @param thinkingReserveTokens kept for reasoning
 * @param headroomTokens kept free
 * @param maxInputTokens the model's limit on input, if it has one of its own
 * @param framingToleranceTokens by how much the framing may cost more than counted
 * @param errorMarginRatio by which share of a count the truth may lie above it
 */
public record BudgetEquation(
    int contextWindowTokens,
    int outputReserveTokens,
    int thinkingReserveTokens,
    int headroomTokens,
    OptionalInt maxInputTokens,
    int framingToleranceTokens,
    double errorMarginRatio) {

  /** Share of the window kept for the answer if nobody says otherwise: one token in ten. */
  private static final int DEFAULT_OUTPUT_DIVISOR = 10;

  public BudgetEquation {
    if (outputReserveTokens < 0 || thinkingReserveTokens < 0 || headroomTokens < 0) {
      throw new IllegalArgumentException(
          "want reserves >= 0, got %d, %d, %d"
              .formatted(outputReserveTokens, thinkingReserveTokens, headroomTokens));
    }
  }

  /**
   * Returns the equation of a model and a policy. An output reserve that nobody sets is the
   * preset's, else the smaller of the model's maximum output and a tenth of the window; a headroom
   * the preset's, else 0.
   *
   * @throws InvalidRequest if the window is above the model's, or the reserves are above the window
   */
  public static BudgetEquation of(ModelLimits model, Reserves reserves) {
    int window = reserves.contextWindowTokens().orElse(model.contextWindowTokens());
    if (window > model.contextWindowTokens()) {
      throw new InvalidRequest(
          Violation.ofLimit(
              "policy.context_window_tokens",
              Reason.OUT_OF_RANGE,
              "the window",
              model.contextWindowTokens(),
              window));
    }
    Optional<Preset> preset = reserves.preset();
    int defaultOutput =
        Math.min(
            model.maxOutputTokens().orElse(Integer.MAX_VALUE), window / DEFAULT_OUTPUT_DIVISOR);
    int presetOutput = tokens(preset.flatMap(Preset::outputReserve), window, defaultOutput);
    int presetHeadroom = tokens(preset.flatMap(Preset::headroom), window, 0);
    int output = reserves.outputTokens().orElse(presetOutput);
    int headroom = reserves.headroomTokens().orElse(presetHeadroom);

    long kept = output;
    requireInside(window, kept, reserves.outputTokens(), "policy.output_reserve_tokens");
    kept += reserves.thinkingTokens();
    requireInside(
        window, kept, OptionalInt.of(reserves.thinkingTokens()), "policy.thinking_reserve_tokens");
    kept += headroom;
    requireInside(window, kept, reserves.headroomTokens(), "policy.headroom_tokens");
    return new BudgetEquation(
        window,
        output,
        reserves.thinkingTokens(),
        headroom,
        model.maxInputTokens(),
        model.framingToleranceTokens(),
        model.errorMarginRatio());
  }

  private static int tokens(Optional<Amount> amount, int window, int otherwise) {
    return amount.map(share -> share.tokensOf(window)).orElse(otherwise);
  }

  /** Blames the preset for a reserve that the policy does not set. */
  private static void requireInside(int window, long kept, OptionalInt set, String field) {
    if (kept > window) {
      throw new InvalidRequest(
          Violation.ofLimit(
              set.isPresent() ? field : "policy.preset",
              Reason.OUT_OF_RANGE,
              "the sum of the reserves",
              window,
              kept));
    }
  }

  /**
   * Returns what some work makes of the input budget. Where the reserves leave none, the work is
   * tried on one token, so that the failure states what it needs at least and what forces that.
   *
   * @param work on a budget {@code > 0}
   * @throws BudgetUnsatisfiable if there is no budget, or the work says so
   */
  public <T> T spend(IntFunction<T> work) {
    int budget = inputBudgetTokens();
    try {
      T done = work.apply(Math.max(1, budget));
      if (budget > 0) {
        return done;
      }
    } catch (BudgetUnsatisfiable e) {
      throw new BudgetUnsatisfiable(e.requiredTokens(), budget, e.forcedBy());
    }
    throw new BudgetUnsatisfiable(1, 0, List.of());
  }

  /** Returns what is left to divide; 0 if nothing is. */
  public int inputBudgetTokens() {
    return countedTokens(inputTokens(), framingToleranceTokens, errorMarginRatio);
  }

  /** Returns what is taken off because counts are not exact. */
  public int errorMarginTokens() {
    return (int) (inputTokens() - inputBudgetTokens());
  }

  /**
   * Returns the longest input that the model takes beside the reserves for its answer, as the
   * service counts it: the input budget with the headroom.
   */
  public int inputLimitTokens() {
    long free = windowTokensFree() + headroomTokens;
    return countedTokens(
        inputTokens(free, maxInputTokens), framingToleranceTokens, errorMarginRatio);
  }

  private long inputTokens() {
    return inputTokens(windowTokensFree(), maxInputTokens);
  }

  private long windowTokensFree() {
    return (long) contextWindowTokens
        - outputReserveTokens
        - thinkingReserveTokens
        - headroomTokens;
  }

  private static long inputTokens(long free, OptionalInt maxInput) {
    return Math.min(free, maxInput.orElse(Integer.MAX_VALUE));
  }

  /** Returns what a count may show so that at most {@code tokens} are charged. */
  private static int countedTokens(long tokens, int tolerance, double margin) {
    BigDecimal factor = BigDecimal.ONE.add(BigDecimal.valueOf(margin));
    BigDecimal most = BigDecimal.valueOf(Math.max(0, tokens - tolerance));
    return most.divideToIntegralValue(factor).intValueExact();
  }
}
