package dev.contextbudget.core.fit;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

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

  /** Returns the oldest item. */
  int oldest() {
    return ordinals[0];
  }

  void forEach(IntConsumer action) {
    for (int ordinal : ordinals) {
      action.accept(ordinal);
    }
  }

  /** Returns what keeping it is worth: linear in tokens, so that greedy choice is monotone. */
  double value() {
    return valuePerToken * tokens;
  }

  /** Returns the unit after some of its tokens were saved. */
  Unit shrunkBy(int savedTokens) {
    return new Unit(home, ordinals, tokens - savedTokens, forced, priority, valuePerToken);
  }

  /** Returns a unit of the items of all, worth what all are worth per token. O(n log n). */
  static Unit join(List<Unit> units) {
    int tokens = 0;
    double value = 0;
    for (Unit unit : units) {
      tokens = Math.addExact(tokens, unit.tokens);
      value += unit.value();
    }
    return new Unit(
        units.get(0).home,
        units.stream().flatMapToInt(unit -> Arrays.stream(unit.ordinals)).sorted().toArray(),
        tokens,
        units.stream().anyMatch(Unit::forced),
        units.stream().mapToInt(Unit::priority).max().orElseThrow(),
        tokens == 0 ? 0 : value / tokens);
  }
}
