package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
   * Compares texts. O(n + m·k) for n bytes of old and m words of new text, and k different numbers
   * of words that a fact has.
   *
   * @param before old texts, oldest first
   * @param after new texts
   * @param stop asked for every text
   */
  public static Retention of(List<Utf8Text> before, List<Utf8Text> after, StopSignal stop) {
    Map<String, Utf8Text> facts = new LinkedHashMap<>();
    for (Utf8Text text : before) {
      stop.check();
      for (Fact fact : Facts.of(text)) {
        if (counts(fact.kind())) {
          facts.putIfAbsent(fact.normal(), text.slice(fact.startByte(), fact.endByte()));
        }
      }
    }
    int factCount = facts.size();
    Set<Integer> wordCounts =
        facts.keySet().stream().map(Retention::words).collect(Collectors.toSet());
    for (Utf8Text text : after) {
      stop.check();
      removeFound(facts.keySet(), wordCounts, text);
    }
    return new Retention(factCount, new ArrayList<>(facts.values()));
  }

  private static boolean counts(Fact.Kind kind) {
    return switch (kind) {
      case NUMBER, ID, ADDRESS, NAME -> true;
      case VALUE, WORD -> false;
    };
  }

  private static void removeFound(Set<String> facts, Set<Integer> wordCounts, Utf8Text text) {
    String normal = NormalText.of(text.decode());
    List<Integer> starts = wordStarts(normal);
    for (int words : wordCounts) {
      for (int i = 0; i + words < starts.size(); i++) {
        facts.remove(normal.substring(starts.get(i), starts.get(i + words) - 1));
      }
    }
  }

  private static int words(String normal) {
    return 1 + (int) normal.chars().filter(c -> c == ' ').count();
  }

  /** Returns where words start, and where one more would. */
  private static List<Integer> wordStarts(String normal) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 0; i < normal.length(); i++) {
      if (normal.charAt(i) == ' ') {
        starts.add(i + 1);
      }
    }
    starts.add(normal.length() + 1);
    return starts;
  }
}
