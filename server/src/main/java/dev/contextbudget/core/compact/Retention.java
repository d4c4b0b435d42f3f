package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which facts of old texts stand in new ones.
 *
 * <p>Counted are numbers, ids, addresses and names, each once however often it is said. One is kept
 * if its normal form stands in a new text between word ends.
 *
 * @param factCount facts of the old texts
 * @param lost those that are not in the new ones, as they were written, oldest first
 */
public record Retention(int factCount, List<Utf8Text> lost) {
  public Retention {
    lost = List.copyOf(lost);
    if (lost.size() > factCount) {
      throw new IllegalArgumentException("lost %d facts of %d".formatted(lost.size(), factCount));
    }
  }

  /** Returns how many facts were kept. */
  public int keptCount() {
    return factCount - lost.size();
  }

  /** Returns kept facts / all facts; 1 if there was none. */
  public double ratio() {
    return factCount == 0 ? 1 : (double) keptCount() / factCount;
  }

  /**
   * Compares texts. O(n + m) for n bytes of old and m of new text.
   *
   * @param before old texts, oldest first
   * @param after new texts
   * @param stop asked for every word and fact
   */
  public static Retention of(List<Utf8Text> before, List<Utf8Text> after, StopSignal stop) {
    Map<String, Utf8Text> facts = new LinkedHashMap<>();
    for (Utf8Text text : before) {
      for (Fact fact : Facts.of(text, stop)) {
        stop.check();
        if (counts(fact.kind())) {
          facts.putIfAbsent(fact.normal(), text.slice(fact.startByte(), fact.endByte()));
        }
      }
    }
    int factCount = facts.size();
    FactSearch search = new FactSearch(facts.keySet(), stop);
    for (Utf8Text text : after) {
      search.forEachIn(text, facts::remove);
    }
    return new Retention(factCount, new ArrayList<>(facts.values()));
  }

  private static boolean counts(Fact.Kind kind) {
    return switch (kind) {
      case NUMBER, ID, ADDRESS, NAME -> true;
      case VALUE, WORD -> false;
    };
  }
}
