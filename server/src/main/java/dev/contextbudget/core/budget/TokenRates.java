package dev.contextbudget.core.budget;

/**
 * Prices of one token of input in US dollars.
 *
 * @param plainUsd of one that does not come from the cache; finite and {@code >= 0}
 * @param cachedUsd of one that is read from the cache; finite and {@code >= 0}
 */
public record TokenRates(double plainUsd, double cachedUsd) {
  public TokenRates {
    if (!(plainUsd >= 0 && cachedUsd >= 0)
        || Double.isInfinite(plainUsd)
        || Double.isInfinite(cachedUsd)) { // !(>=) also catches NaN
      throw new IllegalArgumentException(
          "rates must be finite and not negative, got %s, %s".formatted(plainUsd, cachedUsd));
    }
  }
}
