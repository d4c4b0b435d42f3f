package dev.contextbudget.core.model;

/**
 * Prices in US dollars per million tokens.
 *
 * @param inputUsd input that is neither read from nor written to a cache
 * @param outputUsd output
 * @param cachedReadUsd input read from the cache
 * @param cacheWriteUsd input written to the cache
 */
public record Prices(
    double inputUsd, double outputUsd, double cachedReadUsd, double cacheWriteUsd) {
  private static final double TOKENS_PER_PRICE = 1e6;

  public Prices {
    for (double price : new double[] {inputUsd, outputUsd, cachedReadUsd, cacheWriteUsd}) {
      if (!(price >= 0) || Double.isInfinite(price)) { // !(>=) also catches NaN
        throw new IllegalArgumentException("price must be finite and not negative, got " + price);
      }
    }
  }

  /** Returns the price in US dollars of an input, by how the cache takes part in it. */
  public double inputCostUsd(long readTokens, long writeTokens, long plainTokens) {
    return (readTokens * cachedReadUsd + writeTokens * cacheWriteUsd + plainTokens * inputUsd)
        / TOKENS_PER_PRICE;
  }
}
