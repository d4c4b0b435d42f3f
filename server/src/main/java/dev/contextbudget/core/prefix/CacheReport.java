package dev.contextbudget.core.prefix;

import dev.contextbudget.core.item.Stability;
import java.util.List;
import java.util.Optional;

/**
 * A prompt as the provider's cache sees it.
 *
 * @param boundaries in prompt order
 * @param firstDifference from the previous prompt; absent on a first call and if the previous
 *     prompt is a prefix of this one
 * @param prefixKept whether everything before the previous call's last stable boundary is the same
 * @param expected what the call will be charged for; absent if prices are unknown
 * @param state for the next call
 */
public record CacheReport(
    List<Boundary> boundaries,
    Optional<Difference> firstDifference,
    boolean prefixKept,
    Optional<ExpectedUsage> expected,
    PrefixState state) {
  public CacheReport {
    boundaries = List.copyOf(boundaries);
  }

  /** A provider's cache directive. */
  public enum Mark {
    NONE,
    DEFAULT,
    LONG
  }

  /**
   * A place where the prompt may be cut into what a later request can share and what it cannot.
   *
   * @param afterItemId the last item before it
   * @param tokens of the prompt up to it
   * @param sha256 of the prompt up to it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Boundary(
      String afterItemId, int tokens, byte[] sha256, Stability stability, Mark mark) {}

  /** Why a prefix differs; the names of the contract's {@code DifferenceCause}. */
  public enum Cause {
    MODEL,
    TOOLS,
    STABLE_ITEM,
    HISTORY_ITEM,
    HISTORY_CUT,
    RESULTS_CLEARED,
    REQUEST_ITEM
  }

  /**
   * The first place where this prompt differs from the previous one.
   *
   * @param itemId the item there; empty if the previous prompt was longer
   * @param offsetBytes hashed bytes before it
   * @param sharedTokens tokens before it
   * @param lostTokens of the previous stable prefix, to be paid anew
   * @param costUsd their price above the read price
   */
  public record Difference(
      String itemId,
      long offsetBytes,
      int sharedTokens,
      Cause cause,
      int lostTokens,
      double costUsd) {}

  /** What the call will be charged for. */
  public record ExpectedUsage(
      int readTokens,
      int writeTokens,
      int plainTokens,
      double costUsd,
      double uncachedCostUsd,
      double unfittedCostUsd) {}
}
