package dev.contextbudget.core.trim;

import dev.contextbudget.core.trim.Places.Edge;
import org.jspecify.annotations.Nullable;

/**
 * A place at which a text is cut.
 *
 * <p>The place taken for a limit is the best one in the last fifth of what the limit allows: the
 * one with the fewest open structures, then of the highest {@link Boundary}, then the one that
 * keeps most. If there is none in the last fifth, it is the one that keeps most of the rest.
 *
 * <p><b>A higher limit never keeps less.</b> Write W(L) = [4L/5, L] for the range of a limit, whose
 * ends never fall as L grows, and f(L) for the choice. Let K &lt; L.
 *
 * <ul>
 *   <li>If W(L) has no place, f(L) is the last place up to L, and f(K) is a place up to L.
 *   <li>If it has one and f(K) is below W(L), then f(L) is above f(K).
 *   <li>Else f(K) is in W(L) and, being at most K, in W(K). Suppose f(L) &lt; f(K). Then f(L) is in
 *       W(K) too, because W(K) starts no later than W(L); so for K it was ranked below f(K), and
 *       f(K), which is in W(L), would have been taken for L.
 * </ul>
 *
 * <p>That needs of the rank only that it depends on the place and not on the limit.
 */
record Place(int position, Boundary boundary, @Nullable Open open) {

  /** The share of the allowed bytes in which a better place is worth giving bytes up for. */
  private static final int WINDOW_DIVISOR = 5;

  /**
   * Returns the best end of a kept prefix of at most {@code limitBytes}, or null if there is none.
   * O(limit) in the worst case; text without markup is only read near the limit.
   */
  static @Nullable Place end(Shape shape, int limitBytes) {
    int from = limitBytes - limitBytes / WINDOW_DIVISOR;
    Place best = null;
    Places places = shape.places(Edge.END, from);
    while (places.next() && places.position() <= limitBytes) {
      if (places.position() >= from && (best == null || rank(places, best) >= 0)) {
        best = of(places);
      }
    }
    return best == null ? lastBefore(shape, from) : best;
  }

  private static @Nullable Place lastBefore(Shape shape, int limitBytes) {
    Place last = null;
    Places places = shape.places(Edge.END, 0);
    while (places.next() && places.position() < limitBytes) {
      last = places.position() > 0 ? of(places) : last;
    }
    return last;
  }

  /** Returns the best start of a kept suffix of at most {@code limitBytes}; the mirror of end. */
  static @Nullable Place start(Shape shape, int limitBytes) {
    int length = shape.text().length();
    int from = length - limitBytes;
    int to = from + limitBytes / WINDOW_DIVISOR;
    Place best = null;
    Places places = shape.places(Edge.START, from);
    while (places.next() && places.position() < length) {
      if (places.position() > to) {
        return best == null ? of(places) : best;
      }
      if (places.position() >= from && (best == null || rank(places, best) > 0)) {
        best = of(places);
      }
    }
    return best;
  }

  private static Place of(Places places) {
    return new Place(places.position(), places.boundary(), places.open());
  }

  private static int rank(Places places, Place best) {
    int depth = Integer.compare(Open.depthOf(best.open), Open.depthOf(places.open()));
    return depth == 0 ? places.boundary().compareTo(best.boundary) : depth;
  }
}
