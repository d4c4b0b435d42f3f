package dev.contextbudget.core.budget;

import java.math.BigDecimal;

/** A number of tokens, or a share of the input budget. */
public sealed interface Amount {

  /**
   * Returns the tokens, of an input budget of {@code inputBudgetTokens}, not rounded.
   *
   * <p>A ratio is the decimal that names it: 0.29 of 100 is 29, which binary floating point makes
   * 28.
   */
  BigDecimal exactTokensOf(int inputBudgetTokens);

  /** Returns the tokens, of an input budget of {@code inputBudgetTokens}; rounded down. */
  default int tokensOf(int inputBudgetTokens) {
    return exactTokensOf(inputBudgetTokens).intValue();
  }

  /**
   * A number of tokens.
   *
   * @param tokens {@code >= 0}
   */
  record Tokens(int tokens) implements Amount {
    public Tokens {
      if (tokens < 0) {
        throw new IllegalArgumentException("tokens < 0: " + tokens);
      }
    }

    @Override
    public BigDecimal exactTokensOf(int inputBudgetTokens) {
      return BigDecimal.valueOf(tokens);
    }
  }

  /**
   * A share of the input budget.
   *
   * @param ratio 0 to 1
   */
  record Ratio(double ratio) implements Amount {
    public Ratio {
      if (!(ratio >= 0 && ratio <= 1)) { // also catches NaN
        throw new IllegalArgumentException("ratio outside 0 to 1: " + ratio);
      }
    }

    @Override
    public BigDecimal exactTokensOf(int inputBudgetTokens) {
      return BigDecimal.valueOf(ratio).multiply(BigDecimal.valueOf(inputBudgetTokens));
    }
  }
}
