package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Claim;
import dev.contextbudget.core.budget.TieredClaim;
import dev.contextbudget.core.budget.WaterFill;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Stability;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The second division: what histories leave of their grants goes to what is made for this request.
 *
 * <p>A history that is cut down to its target leaves almost a third of its grant, so that the next
 * turns keep their prefix. Until they come, passages and memory may have it: they stand behind the
 * prefix and are chosen anew in every call. Nothing else borrows, because a larger stable part or
 * history would have to shrink again.
 *
 * <p>Every borrower keeps its own grant, and its loan does not fall while the budget grows, as long
 * as the histories are cut in the same way: what a history holds is its target or a constant, so it
 * lends more of a larger grant. A remainder below the target is not lent for that reason.
 */
final class Loans {
  private final FitRequest request;
  private final Granted own;
  private final int[] tokens;

  private Loans(FitRequest request, Granted own) {
    this.request = request;
    this.own = own;
    this.tokens = own.tokens().clone();
  }

  /**
   * Returns the grants after the loans; their sum is the same.
   *
   * @param lentTokens by component, what it may lend of its grant
   */
  static Granted lend(FitRequest request, Granted own, int[] lentTokens) {
    long pool = sum(lentTokens);
    return pool == 0 ? own : new Loans(request, own).lend(pool, lentTokens);
  }

  private Granted lend(long poolTokens, int[] lentTokens) {
    List<Share> shares = new ArrayList<>(own.shares());
    int[] borrowers =
        IntStream.range(0, shares.size()).filter(i -> borrows(shares.get(i))).toArray();
    List<TieredClaim> claims =
        IntStream.of(borrowers).mapToObj(shares::get).map(Loans::claim).toList();
    BigDecimal floors = TieredClaim.sum(claims, Claim::floorTokens);
    int[] granted =
        TieredClaim.divide(
            floors.add(BigDecimal.valueOf(poolTokens)), claims, WaterFill::roundDown);
    for (int i = 0; i < borrowers.length; i++) {
      Share share = shares.get(borrowers[i]);
      shares.set(borrowers[i], share.grownTo(granted[i]));
      Grants.divideShare(request, share.components(), granted[i], own.bounds(), tokens);
    }
    long lent = sum(tokens) - sum(own.tokens());
    for (int c = 0; c < lentTokens.length; c++) {
      int taken = (int) Math.min(lent, lentTokens[c]);
      tokens[c] -= taken;
      lent -= taken;
    }
    return new Granted(own.firm(), tokens, own.bounds(), shares);
  }

  private static long sum(int[] tokens) {
    return IntStream.of(tokens).asLongStream().sum();
  }

  private boolean borrows(Share share) {
    return !share.slot().stability().isStable()
        && share.components().stream()
            .map(request.components()::get)
            .allMatch(Loans::isMadeForThisRequest);
  }

  private static boolean isMadeForThisRequest(Component component) {
    return component.stability() == Stability.REQUEST && !ComponentFit.ages(component);
  }

  private static TieredClaim claim(Share share) {
    Claim own = share.claim().claim();
    BigDecimal floor = BigDecimal.valueOf(share.tokens());
    return new TieredClaim(
        new Claim(own.name(), floor, own.ceilingTokens().max(floor), own.weight()),
        share.claim().priority());
  }
}
