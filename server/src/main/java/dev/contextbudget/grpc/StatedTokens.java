package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;

/**
 * Sums the tokens that a request states and does not show: known counts, thinking, opaque parts,
 * images and files.
 *
 * <p>Texts are bounded by the bytes of a message. These are not: three known counts of ten bytes
 * each can sum to more than an int holds. So all that one request states is at most what one number
 * may be, and every sum the core makes of it and of the texts fits an int.
 */
final class StatedTokens {
  private static final int MAX_TOKENS = FixedLimit.TOKENS.value();

  private final Violations violations;
  private long sum;

  StatedTokens(Violations violations) {
    this.violations = violations;
  }

  /** Adds tokens that a field states; returns them, or 0 if the request states too many. */
  int add(FieldPath field, int tokens) {
    boolean told = sum > MAX_TOKENS; // once: it is the sum that is wrong, not each field
    sum += tokens;
    if (sum > MAX_TOKENS && !told) {
      violations.atMost(
          field, Reason.OUT_OF_RANGE, "the sum of all stated tokens up to here", MAX_TOKENS, sum);
    }
    return sum > MAX_TOKENS ? 0 : tokens;
  }
}
