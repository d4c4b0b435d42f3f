package dev.contextbudget.core.trim;

/**
 * The numbers of tokens that a cut is tried with: those of {@value #SIGNIFICANT_BITS} significant
 * bits, which are all up to 256 and one in each 0.8 % or less above.
 *
 * <p>They are numbered upwards from 0 and depend on no limit. O(1).
 */
final class Allowances {
  private static final int SIGNIFICANT_BITS = 8;

  /** All numbers below are there; from here on there are half as many for each power of two. */
  private static final int DENSE = 1 << SIGNIFICANT_BITS;

  private static final int PER_DOUBLING = DENSE / 2;

  /** Above every index of a number of 31 bits; a power of two. */
  static final int END = 1 << 12;

  private Allowances() {}

  /** Returns the allowance of an index below {@link #END}; {@code Integer.MAX_VALUE} if too big. */
  static int tokens(int index) {
    if (index < DENSE) {
      return index;
    }
    int shift = 1 + (index - DENSE) / PER_DOUBLING;
    long tokens = (long) (PER_DOUBLING + (index - DENSE) % PER_DOUBLING) << shift;
    return (int) Math.min(tokens, Integer.MAX_VALUE);
  }

  /** Returns the index of the largest allowance up to {@code tokens}; -1 if they are below 0. */
  static int indexUpTo(int tokens) {
    if (tokens < DENSE) {
      return Math.max(-1, tokens);
    }
    int shift = Integer.SIZE - Integer.numberOfLeadingZeros(tokens) - SIGNIFICANT_BITS;
    return DENSE + (shift - 1) * PER_DOUBLING + (tokens >> shift) - PER_DOUBLING;
  }
}
