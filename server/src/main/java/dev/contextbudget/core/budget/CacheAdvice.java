package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Whether to send everything, because most of it is cached, or a selection.
 *
 * <p>While all T tokens stand in the cache at a share r of the plain price, a fresh selection of
 * more than r·T tokens costs more than sending everything, although it is shorter. What the cache
 * holds is a prefix, so a selection is read from it only up to the first slot, in the order of the
 * prompt, that is not granted in full.
 *
 * @param sendEverythingUsd cost of all demands
 * @param sendSelectionUsd cost of the grants
 * @param sendEverything whether everything fits and costs no more than the selection
 */
public record CacheAdvice(
    double sendEverythingUsd, double sendSelectionUsd, boolean sendEverything) {

  /**
   * Returns the advice for a plan. A slot without a demand counts with its grant in both.
   *
   * @param inputLimitTokens longest input that the model takes
   * @param ratesOfInput the rates by the size of the input, as some providers charge more for all
   *     tokens of a long one
   */
  public static CacheAdvice of(
      BudgetPlan plan, int inputLimitTokens, LongFunction<TokenRates> ratesOfInput) {
    long everything = 0;
    long everythingCached = 0;
    long selected = 0;
    long selectedCached = 0;
    boolean prefixHolds = true;
    List<Grant> inPromptOrder =
        plan.grants().stream()
            .sorted(Comparator.comparing(grant -> grant.slot().stability()))
            .toList();
    for (Grant grant : inPromptOrder) {
      int demand = grant.demand().tokens().orElse(grant.grantTokens());
      int cached = Math.min(grant.demand().cachedTokens(), demand);
      everything += demand;
      everythingCached += cached;
      selected += grant.grantTokens();
      prefixHolds &= grant.grantTokens() == demand;
      selectedCached += prefixHolds ? cached : 0;
    }
    double everythingUsd = cost(everything, everythingCached, ratesOfInput);
    double selectionUsd = cost(selected, selectedCached, ratesOfInput);
    return new CacheAdvice(
        everythingUsd,
        selectionUsd,
        everything <= inputLimitTokens && everythingUsd <= selectionUsd);
  }

  private static double cost(long tokens, long cached, LongFunction<TokenRates> ratesOfInput) {
    TokenRates rates = ratesOfInput.apply(tokens);
    return BigDecimal.valueOf(cached)
        .multiply(BigDecimal.valueOf(rates.cachedUsd()))
        .add(BigDecimal.valueOf(tokens - cached).multiply(BigDecimal.valueOf(rates.plainUsd())))
        .doubleValue();
  }
}
