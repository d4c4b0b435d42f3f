package dev.contextbudget.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A plain relevance: how many words of four letters and more a text shares with a question. */
final class Overlap {
  private final Set<String> question;

  Overlap(String question) {
    this.question = words(question);
  }

  /** Returns the score; above 0, so that nothing is worthless. */
  double with(String text) {
    Set<String> shared = words(text);
    shared.retainAll(question);
    return 0.1 + shared.size();
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> word.length() >= 4)
        .collect(Collectors.toSet());
  }
}
