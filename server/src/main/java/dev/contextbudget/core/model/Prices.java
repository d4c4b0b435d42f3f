package dev.contextbudget.core.model;

import java.math.BigDecimal;

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
  /** Prices are for a million tokens. */
  private static final int PRICE_DIGITS = 6;

  public Prices {
    for (double price : new double[] {inputUsd, outputUsd, cachedReadUsd, cacheWriteUsd}) {
      if (!(price >= 0) || Double.isInfinite(price)) { // !(>=) also catches NaN
        throw new IllegalArgumentException("price must be finite and not negative, got " + price);
      }
    }
  }

  /**
   * Returns the price in US dollars of an input, by how the cache takes part in it. Reckoned in
   * decimals, so that nobody reads 0.07800000000000001.
   */
  public double inputCostUsd(long readTokens, long writeTokens, long plainTokens) {
    return cost(readTokens, cachedReadUsd)
        .add(cost(writeTokens, cacheWriteUsd))
        .add(cost(plainTokens, inputUsd))
        .movePointLeft(PRICE_DIGITS)
        .doubleValue();
  }

  private static BigDecimal cost(long tokens, double price) {
    return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(price));
  }
}
