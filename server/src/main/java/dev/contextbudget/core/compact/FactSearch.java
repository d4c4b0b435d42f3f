package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds facts in texts by their normal form, between word ends.
 *
 * <p>For each first word it knows how many words the facts have that begin with it, so a word that
 * begins none costs one look-up. A fact has at most {@value Facts#MAX_COMPARED_WORDS} words.
 */
final class FactSearch {
  /** By first word: bit n is set if a fact of n words begins with it. */
  private final Map<String, Integer> lengthsByFirstWord = new HashMap<>();

  private final StopSignal stop;

  /**
   * Reads what to look for. O(n).
   *
   * @param facts normal forms
   * @param stop asked for every fact here, and for every word of a text
   */
  FactSearch(Collection<String> facts, StopSignal stop) {
    this.stop = stop;
    for (String fact : facts) {
      stop.check();
      int firstEnd = fact.indexOf(' ');
      String first = firstEnd < 0 ? fact : fact.substring(0, firstEnd);
      lengthsByFirstWord.merge(first, 1 << words(fact), (a, b) -> a | b);
    }
  }

  private static int words(String normal) {
    int words = 1;
    for (int i = normal.indexOf(' '); i >= 0; i = normal.indexOf(' ', i + 1)) {
      words++;
    }
    return words;
  }

  /** Calls {@code found} for runs of words, among them every fact that stands in the text. O(n). */
  void forEachIn(Utf8Text text, Consumer<String> found) {
    String normal = NormalText.of(text.decode(), stop);
    for (int start = 0; start < normal.length(); ) {
      stop.check();
      int end = endOfWord(normal, start);
      int lengths = lengthsByFirstWord.getOrDefault(normal.substring(start, end), 0);
      int next = end + 1;
      for (int words = 1; lengths >> words != 0; words++) {
        if ((lengths >> words & 1) != 0) {
          found.accept(normal.substring(start, end));
        }
        if (end == normal.length()) {
          break;
        }
        end = endOfWord(normal, end + 1);
      }
      start = next;
    }
  }

  private static int endOfWord(String normal, int start) {
    int end = normal.indexOf(' ', start);
    return end < 0 ? normal.length() : end;
  }
}
