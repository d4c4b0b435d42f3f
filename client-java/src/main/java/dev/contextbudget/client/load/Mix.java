package dev.contextbudget.client.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Which call comes next, by weights and without chance: after any number of calls each kind has had
 * its share of them but for one.
 */
final class Mix {
  private final List<Shot> shots;
  private final long[] credit;
  private final long sum;

  /**
   * @param shots at least one
   */
  Mix(List<Shot> shots) {
    if (shots.isEmpty()) {
      throw new IllegalArgumentException("no call to make");
    }
    this.shots = new ArrayList<>(shots);
    this.credit = new long[shots.size()];
    this.sum = shots.stream().mapToLong(Shot::weight).sum();
  }

  /** Returns the next one. Time is linear in the kinds, which are few. */
  synchronized Shot next() {
    int best = 0;
    for (int i = 0; i < credit.length; i++) {
      credit[i] += shots.get(i).weight();
      if (credit[i] > credit[best]) {
        best = i;
      }
    }
    credit[best] -= sum;
    return shots.get(best);
  }
}
