package dev.contextbudget.core.model;

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
  private static final double TOKENS_PER_PRICE = 1e6;

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
    return tokens * inputUsd / TOKENS_PER_PRICE;
  }

  /** Returns the price in US dollars of input read from the cache. */
  public double readUsd(long tokens) {
    return tokens * cachedReadUsd / TOKENS_PER_PRICE;
  }

  /**
   * Returns the price in US dollars of input written to the cache.
   *
   * @param tokens all that is written
   * @param longTokens of them, those for the long time to live
   */
  public double writeUsd(long tokens, long longTokens) {
    return (longTokens * longCacheWriteUsd + (tokens - longTokens) * cacheWriteUsd)
        / TOKENS_PER_PRICE;
  }
}
