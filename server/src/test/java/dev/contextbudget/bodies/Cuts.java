package dev.contextbudget.bodies;

import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * All that a body can become: every distinct outcome from the least window to that for the whole.
 *
 * <p>A short way is gone token by token. A longer one is halved between two windows with different
 * outcomes until none lies between them, which leaves out only what is the same on both sides.
 */
final class Cuts {
  private final FitContextRequest.Builder request;
  private final int shortTokens;
  private final int mostFits;
  private final Map<Integer, FitContextResponse> fits = new LinkedHashMap<>();

  /**
   * @param shortTokens how long a short way is at most
   * @param mostFits how often to fit at most; the whole way if there is no limit
   */
  Cuts(FitContextRequest.Builder request, int shortTokens, int mostFits) {
    this.request = request;
    this.shortTokens = shortTokens;
    this.mostFits = mostFits;
  }

  /** An answer and its window. */
  record Outcome(int window, FitContextResponse answer) {}

  /** Returns the outcomes, the smallest window first. */
  List<Outcome> outcomes() {
    int least = BodyFits.leastWindow(request);
    int whole = enoughForAll(least);
    if (whole - least <= shortTokens) {
      for (int window = least; window <= whole; window++) {
        fit(window);
      }
    } else {
      halve(least, whole);
    }
    Map<String, Outcome> distinct = new LinkedHashMap<>();
    fits.keySet().stream()
        .sorted()
        .forEach(
            window ->
                distinct.putIfAbsent(
                    json(fits.get(window)), new Outcome(window, fits.get(window))));
    return new ArrayList<>(distinct.values());
  }

  /** Returns the answers at so many steps from the least window to that for the whole. */
  List<Outcome> steps(int count) {
    int least = BodyFits.leastWindow(request);
    int whole = whole(least);
    TreeSet<Integer> windows = new TreeSet<>();
    for (int step = 0; step <= count; step++) {
      windows.add((int) (least + (long) (whole - least) * step / count));
    }
    return windows.stream().map(window -> new Outcome(window, fit(window))).toList();
  }

  static String json(FitContextResponse answer) {
    return answer.getBody().getJson().toStringUtf8();
  }

  private void halve(int least, int whole) {
    Deque<int[]> ways = new ArrayDeque<>();
    ways.add(new int[] {least, whole});
    while (!ways.isEmpty() && fits.size() < mostFits) {
      int[] way = ways.remove();
      boolean same = json(fit(way[0])).equals(json(fit(way[1])));
      if (!same && way[1] - way[0] > 1) {
        int middle = (way[0] + way[1]) >>> 1;
        ways.add(new int[] {way[0], middle});
        ways.add(new int[] {middle, way[1]});
      }
    }
  }

  private FitContextResponse fit(int window) {
    return fits.computeIfAbsent(window, w -> BodyFits.fit(BodyFits.within(request, w)));
  }

  /** Returns a window at which no larger one changes anything. */
  private int enoughForAll(int least) {
    int most = BodyFits.mostWindow(request);
    String all = json(fit(most));
    int window = least;
    for (int step = 64; window < most && !all.equals(json(fit(window))); step *= 2) {
      window = Math.min(window + step, most);
    }
    return window;
  }

  /** Returns the least window at which no larger one changes anything. */
  private int whole(int least) {
    int low = least - 1;
    int high = enoughForAll(least);
    String all = json(fit(high));
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (all.equals(json(fit(middle)))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
