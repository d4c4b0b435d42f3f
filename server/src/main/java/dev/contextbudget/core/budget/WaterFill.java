package dev.contextbudget.core.budget;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weighted max-min fair division of tokens, known as water-filling.
 *
 * <p>A level λ rises from zero. At level λ a claim holds {@code clamp(λ·weight, floor, ceiling)}
 * tokens, and the level stops where the holdings add up to the budget. No claim can then gain
 * without taking from one that holds no more per unit of weight, which is the definition of
 * weighted max-min fairness [1]. Tokens are whole, so there are two answers:
 *
 * <ul>
 *   <li>{@link #divide} spends every token: holdings are rounded down and what is left goes, one
 *       token each, to the largest remainders [2], of equal ones to the larger weight, of equal
 *       ones to the name that sorts first. With more to divide, a claim may get one token less:
 *       Hamilton's method has the Alabama paradox [3], and every method that stays within a token
 *       of the holdings must break such a rule somewhere.
 *   <li>{@link #roundDown} leaves the remainders: fewer than one token a claim is not spent, and no
 *       claim ever loses when the budget grows.
 * </ul>
 *
 * <p>Both depend on the set of claims and not on their order, and are exact for all weights.
 *
 * <p>Time O(n log n), space O(n), for n claims.
 *
 * <p>[1] Bertsekas, Gallager: Data Networks, 2nd ed., section 6.5.2.
 *
 * <p>[2] Hamilton's method of apportionment.
 *
 * <p>[3] Balinski, Young: Fair Representation, 2nd ed., 2001, chapter 5 and appendix A.
 */
public final class WaterFill {

  private WaterFill() {}

  /**
   * Returns the tokens of each claim, by position; they add up to the smaller of the budget and the
   * sum of the ceilings.
   *
   * @param budgetTokens tokens to divide
   * @param claims with whole bounds
   * @throws IllegalArgumentException if the floors add up to more than the budget, or a bound is
   *     not whole
   */
  public static int[] divide(int budgetTokens, List<Claim> claims) {
    long floors = 0;
    long ceilings = 0;
    for (Claim claim : claims) {
      floors += wholeBound(claim, claim.floorTokens());
      ceilings += wholeBound(claim, claim.ceilingTokens());
    }
    if (floors > budgetTokens) {
      throw new IllegalArgumentException(
          "floors of %d tokens do not fit a budget of %d".formatted(floors, budgetTokens));
    }
    if (ceilings <= budgetTokens) {
      return wholeCeilings(claims);
    }
    WaterLevel level = WaterLevel.of(BigDecimal.valueOf(budgetTokens), claims);
    int[] tokens = level.wholeTokens();
    long left = budgetTokens - IntStream.of(tokens).asLongStream().sum();
    if (left > 0) {
      // as many remainders as there are tokens left are not zero, so no ceiling is passed
      IntStream.range(0, claims.size())
          .boxed()
          .sorted(byRemainder(level, claims))
          .limit(left)
          .forEach(claim -> tokens[claim]++);
    }
    return tokens;
  }

  /**
   * Returns the tokens of each claim, by position, rounded down. They add up to at most the budget,
   * and none falls when the budget grows.
   *
   * @param budgetTokens tokens to divide; where the floors add up to more, each claim gets its
   *     floor
   */
  public static int[] roundDown(BigDecimal budgetTokens, List<Claim> claims) {
    BigDecimal ceilings = BigDecimal.ZERO;
    for (Claim claim : claims) {
      ceilings = ceilings.add(claim.ceilingTokens());
    }
    return ceilings.compareTo(budgetTokens) <= 0
        ? wholeCeilings(claims)
        : WaterLevel.of(budgetTokens, claims).wholeTokens();
  }

  /** Returns what claims get that all fit: in most plans nothing has to be shared. */
  private static int[] wholeCeilings(List<Claim> claims) {
    int[] tokens = new int[claims.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = SlotBounds.wholeTokens(claims.get(i).ceilingTokens());
    }
    return tokens;
  }

  private static long wholeBound(Claim claim, BigDecimal tokens) {
    try {
      return tokens.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "claim %s: want whole bounds, got %s".formatted(claim.name(), tokens), e);
    }
  }

  private static Comparator<Integer> byRemainder(WaterLevel level, List<Claim> claims) {
    List<BigInteger> remainders =
        IntStream.range(0, claims.size()).mapToObj(level::remainder).toList();
    return Comparator.<Integer, BigInteger>comparing(remainders::get)
        .thenComparing(claim -> claims.get(claim).weight())
        .reversed()
        .thenComparing(claim -> claims.get(claim).name());
  }
}
