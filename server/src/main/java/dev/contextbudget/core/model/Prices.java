package dev.contextbudget.core.model;

import java.math.BigDecimal;

/**
 * Prices in US dollars per million tokens.
 *
 * @param inputUsd input that is neither read from nor written to a cache
 * @param outputUsd output
 * @param cachedReadUsd input read from the cache
 * @param cacheWriteUsd input written to the cache for its default time to live
 * @param longCacheWriteUsd input written to the cache for its long time to live
 */
public record Prices(
    double inputUsd,
    double outputUsd,
    double cachedReadUsd,
    double cacheWriteUsd,
    double longCacheWriteUsd) {
  /** Prices are for a million tokens. */
  private static final int PRICE_DIGITS = 6;

  public Prices {
    for (double price :
        new double[] {inputUsd, outputUsd, cachedReadUsd, cacheWriteUsd, longCacheWriteUsd}) {
      if (!(price >= 0) || Double.isInfinite(price)) { // !(>=) also catches NaN
        throw new IllegalArgumentException("price must be finite and not negative, got " + price);
      }
    }
  }

  /** Returns the price in US dollars of input without a cache. */
  public double plainUsd(long tokens) {
    return inputUsd(0, 0, 0, tokens);
  }

  /** Returns the price in US dollars of input read from the cache. */
  public double readUsd(long tokens) {
    return inputUsd(tokens, 0, 0, 0);
  }

  /**
   * Returns the price in US dollars of an input, by how the cache takes part in it. Reckoned in
   * decimals, so that nobody reads 0.07800000000000001.
   *
   * @param writeTokens written for the default time to live
   * @param longWriteTokens written for the long one
   */
  public double inputUsd(
      long readTokens, long writeTokens, long longWriteTokens, long plainTokens) {
    return cost(readTokens, cachedReadUsd)
        .add(cost(writeTokens, cacheWriteUsd))
        .add(cost(longWriteTokens, longCacheWriteUsd))
        .add(cost(plainTokens, inputUsd))
        .movePointLeft(PRICE_DIGITS)
        .doubleValue();
  }

  private static BigDecimal cost(long tokens, double price) {
    return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(price));
  }
}
