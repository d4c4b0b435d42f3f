package dev.contextbudget.core.fit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Items that stay or leave together: a tool call with its results, a group of the caller, or one
 * item alone.
 *
 * @param home component that is charged for it: the one of highest priority that has an item in it
 * @param ordinals its items, ascending; none of them empty or superseded
 * @param tokens what it costs, framing of its items included
 * @param forced whether it must stay
 * @param priority highest priority of its items
 * @param valuePerToken sum of scores / sqrt(tokens + offset)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity only, shared inside the room only
record Unit(
    int home, int[] ordinals, int tokens, boolean forced, int priority, double valuePerToken) {

  /** Returns the newest item. */
  int newest() {
    return ordinals[ordinals.length - 1];
  }

  int oldest() {
    return ordinals[0];
  }

  /** Returns what keeping it is worth: linear in tokens, so that greedy choice is monotone. */
  double value() {
    return valuePerToken * tokens;
  }

  /** Returns the unit after some of its tokens were saved. */
  Unit shrunkBy(int savedTokens) {
    return new Unit(home, ordinals, tokens - savedTokens, forced, priority, valuePerToken);
  }

  /** Returns a unit of the items of both, worth what both are worth per token. */
  static Unit join(Unit a, Unit b) {
    int[] ordinals =
        IntStream.concat(Arrays.stream(a.ordinals), Arrays.stream(b.ordinals)).sorted().toArray();
    int tokens = Math.addExact(a.tokens, b.tokens);
    return new Unit(
        a.home,
        ordinals,
        tokens,
        a.forced || b.forced,
        Math.max(a.priority, b.priority),
        tokens == 0 ? 0 : (a.value() + b.value()) / tokens);
  }
}
