package dev.contextbudget.core.budget;

/** A number of tokens, or a share of the input budget. */
public sealed interface Amount {

  /** Returns the tokens, of an input budget of {@code inputBudgetTokens}; rounded down. */
  int tokensOf(int inputBudgetTokens);

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
    public int tokensOf(int inputBudgetTokens) {
      return tokens;
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
    public int tokensOf(int inputBudgetTokens) {
      return (int) (ratio * inputBudgetTokens);
    }
  }
}
