package dev.contextbudget.demo;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands in for a retriever: the share of a passage's words that the latest messages have too.
 *
 * <p>An application has scores from its search; the service takes whatever it is given.
 */
final class WordOverlap {
  private static final Pattern BREAK = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Shorter ones are mostly articles and prepositions. */
  private static final int MIN_LETTERS = 4;

  private final Set<String> said;

  WordOverlap(String said) {
    this.said = words(said);
  }

  /** Returns the relevance of a passage, 0 to 1, with two decimals. */
  double of(String passage) {
    Set<String> words = words(passage);
    long shared = words.stream().filter(said::contains).count();
    return words.isEmpty() ? 0 : Math.round(100.0 * shared / words.size()) / 100.0;
  }

  private static Set<String> words(String text) {
    return BREAK
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> word.length() >= MIN_LETTERS)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
