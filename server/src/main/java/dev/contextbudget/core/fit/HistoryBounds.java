package dev.contextbudget.core.fit;

import java.math.BigDecimal;

/**
 * How far a history may grow before it is cut, and how far it is cut down then.
 *
 * <p>One that grows from call to call is not cut on every turn, because every cut makes the
 * provider's cache useless behind it: one cut goes down to the target, and the next turns have
 * room. The best step is that of the economic order quantity: cutting a little on every turn cost
 * five times as much as cutting in steps, in a turn-by-turn simulation at a read price of a tenth.
 *
 * @param triggerTokens most it may have
 * @param targetTokens what a cut leaves of it at most, if the newest turn does not need more
 */
record HistoryBounds(int triggerTokens, int targetTokens) {

  /**
   * @param roomTokens of which trigger and target are shares: no grant is above the demand, so that
   *     a history fills all of its grant says nothing
   */
  static HistoryBounds of(FitRequest request, int grantTokens, int roomTokens) {
    return request.growing()
        ? new HistoryBounds(
            share(grantTokens, roomTokens, request.policy().triggerRatio()),
            share(grantTokens, roomTokens, request.policy().targetRatio()))
        : new HistoryBounds(grantTokens, grantTokens);
  }

  private static int share(int grantTokens, int roomTokens, double ratio) {
    BigDecimal share = BigDecimal.valueOf(roomTokens).multiply(BigDecimal.valueOf(ratio));
    return Math.min(grantTokens, share.intValue());
  }

  /**
   * Returns how many tokens a cut leaves to steps, those to stay first: what the target leaves, or
   * what the newest needs above that. It needs all of its units if its user message may leave with
   * them, so that one long turn does not empty the history. A turn whose user message stays is the
   * one that goes on: it needs its newest unit, as it is to be cut in steps by itself.
   *
   * @param newest the first of the steps
   * @param dueTokens what is there beside them
   */
  int leftTokens(Steps.Step newest, int dueTokens) {
    int most = triggerTokens - dueTokens;
    boolean whole = newest.head() != null && newest.tokens() <= most;
    int needed = whole ? newest.tokens() : newest.leastTokens();
    int target = targetTokens - dueTokens;
    return needed <= most ? Math.max(target, needed) : target;
  }
}
