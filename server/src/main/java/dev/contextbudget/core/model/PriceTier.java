package dev.contextbudget.core.model;

/**
 * Prices from a size of input on; they apply to the whole request.
 *
 * @param aboveInputTokens the tier begins one token above this
 */
public record PriceTier(int aboveInputTokens, Prices prices) {
  public PriceTier {
    if (aboveInputTokens < 0) {
      throw new IllegalArgumentException("tier above " + aboveInputTokens + " tokens");
    }
  }
}
