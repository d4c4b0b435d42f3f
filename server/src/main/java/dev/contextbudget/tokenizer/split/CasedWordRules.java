package dev.contextbudget.tokenizer.split;

/**
 * What the patterns after o200k differ by.
 *
 * @param contractions whether a word takes the contraction behind it
 * @param mostNumbers how many numbers one piece takes; {@code >= 1}
 * @param slashTail whether signs take slashes as well as newlines behind them
 * @param hanApart whether a run of the script Han is a piece and no part of a word
 */
record CasedWordRules(boolean contractions, int mostNumbers, boolean slashTail, boolean hanApart) {
  CasedWordRules {
    if (mostNumbers < 1) {
      throw new IllegalArgumentException("mostNumbers must be at least 1, got " + mostNumbers);
    }
  }
}
