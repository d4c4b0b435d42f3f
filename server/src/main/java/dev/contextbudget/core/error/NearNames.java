package dev.contextbudget.core.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds the known names that a mistyped one most likely meant.
 *
 * <p>Nearness is the optimal string alignment distance [1], without regard to case: inserting,
 * deleting, replacing a character or swapping two neighbours costs 1. A name that contains the
 * other counts as distance 1, so that {@code gpt-4o-latest} finds {@code gpt-4o}.
 *
 * <p>[1] Damerau: A technique for computer detection and correction of spelling errors. CACM 7(3),
 * 1964.
 */
public final class NearNames {
  /** Longer input is cut before comparing, to bound the work. */
  private static final int MAX_LENGTH = 64;

  private record Candidate(String name, int distance) {}

  private NearNames() {}

  /**
   * Returns at most {@code limit} of {@code known}, nearest first, equally near ones in
   * alphabetical order; none that differ in more than a third of their characters. O(n·m²) for n
   * names of length m.
   */
  public static List<String> of(String name, Collection<String> known, int limit) {
    String wanted = normal(name);
    return known.stream()
        .map(candidate -> new Candidate(candidate, distance(wanted, normal(candidate))))
        .filter(c -> c.distance() <= Math.max(2, Math.max(wanted.length(), c.name().length()) / 3))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(limit)
        .map(Candidate::name)
        .toList();
  }

  private static String normal(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.substring(0, Math.min(MAX_LENGTH, lower.length()));
  }

  private static int distance(String a, String b) {
    if (!a.isEmpty() && !b.isEmpty() && (a.contains(b) || b.contains(a))) {
      return a.equals(b) ? 0 : 1;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, 1 + d[i - 2][j - 2]) : best;
  }
}
