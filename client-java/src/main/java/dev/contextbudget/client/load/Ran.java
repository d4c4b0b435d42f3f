package dev.contextbudget.client.load;

/**
 * A stretch of a run that is over.
 *
 * @param name of the step, or how many clients there were
 * @param ofPeak the rate as a multiple of the peak; NaN if it was not given as one
 * @param open whether calls were due at times fixed before
 * @param used processor time while it ran
 */
record Ran(String name, double seconds, double ofPeak, boolean open, Tally tally, Usage used) {

  /** Returns calls offered a second. */
  double offeredPerSecond() {
    return tally.offered() / seconds;
  }

  /** Returns calls answered a second. */
  double goodputPerSecond() {
    return tally.ok().getTotalCount() / seconds;
  }
}
