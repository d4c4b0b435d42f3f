package dev.contextbudget.sweep;

import dev.contextbudget.v1.CompactResponse;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts of a sweep, by data set and share; several threads add to it. */
final class Tally {
  /** Failures of one kind that are described; the rest is only counted. */
  private static final int MAX_DESCRIBED = 3;

  private record Key(DataSet set, int percent) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return set == other.set ? percent - other.percent : set.compareTo(other.set);
    }
  }

  private static final class Row {
    private int requests;
    private int raised;
    private int refused;
    private int grewLess;
    private double usedRatios;
    private final Map<Check, Integer> failures = new EnumMap<>(Check.class);
  }

  /** How much of its budget a setup uses where it had to reduce. */
  private static final class Use {
    private int answers;
    private double ratios;
    private double least = 2;
    private String leastTrial = "";

    void add(Trial trial, double ratio) {
      answers++;
      ratios += ratio;
      if (ratio < least) {
        least = ratio;
        leastTrial = trial.toString();
      }
    }
  }

  /** What compactions leave. */
  private static final class Compactions {
    private int answers;
    private int unchanged;
    private double tokenRatios;
    private double factRatios;

    void add(CompactResponse answer) {
      answers++;
      if (answer.getNoOp()) {
        unchanged++;
      } else {
        tokenRatios += (double) answer.getAfterTokens() / answer.getBeforeTokens();
        factRatios += answer.getRetention().getRetentionRatio();
      }
    }
  }

  private final Map<Key, Row> rows = new TreeMap<>();
  private final Map<DataSet, Integer> conversations = new EnumMap<>(DataSet.class);
  private final Map<String, Integer> turns = new TreeMap<>();
  private final Map<String, Integer> turnsKeptPrefix = new TreeMap<>();
  private final Map<DataSet, Compactions> compactions = new EnumMap<>(DataSet.class);
  private final Map<String, Integer> bySetup = new TreeMap<>();
  private final Map<String, Use> usedBySetup = new TreeMap<>();
  private final List<String> described = new ArrayList<>();

  private Row row(DataSet set, int percent) {
    return rows.computeIfAbsent(new Key(set, percent), unused -> new Row());
  }

  synchronized void conversation(DataSet set) {
    conversations.merge(set, 1, Integer::sum);
  }

  /** A request was answered. */
  synchronized void answered(DataSet set, Trial trial, double usedRatio, boolean reduced) {
    Row row = row(set, trial.percent());
    row.requests++;
    row.raised += trial.raised() ? 1 : 0;
    row.usedRatios += usedRatio;
    if (reduced) {
      usedBySetup.computeIfAbsent(trial.setup().name(), unused -> new Use()).add(trial, usedRatio);
    }
  }

  /** A request was refused, with a minimum that was found right. */
  synchronized void refused(DataSet set, Trial trial) {
    Row row = row(set, trial.percent());
    row.requests++;
    row.refused++;
  }

  /** A larger budget kept fewer tokens than a smaller one; not wrong where value decides. */
  synchronized void grewLess(DataSet set, int percent) {
    row(set, percent).grewLess++;
  }

  /** A history was compacted. */
  synchronized void compacted(DataSet set, CompactResponse answer) {
    compactions.computeIfAbsent(set, unused -> new Compactions()).add(answer);
  }

  /** A call with a prefix token was answered. */
  synchronized void continued(DataSet set, Setup setup, boolean prefixKept) {
    String series = set.folder() + ", " + setup.name();
    turns.merge(series, 1, Integer::sum);
    turnsKeptPrefix.merge(series, prefixKept ? 1 : 0, Integer::sum);
  }

  synchronized void fail(DataSet set, int percent, Check check, String setup, String detail) {
    row(set, percent).failures.merge(check, 1, Integer::sum);
    if (bySetup.merge(check + " in " + setup, 1, Integer::sum) <= MAX_DESCRIBED) {
      described.add(check + ": " + detail);
    }
  }

  synchronized int failures() {
    return bySetup.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int requests() {
    return rows.values().stream().mapToInt(row -> row.requests).sum();
  }

  /**
   * Prints all counts.
   *
   * <p>{@code raised}: what must stay needs more than the share, and got it. {@code refused}: it
   * got not, and the answer named the least budget rightly. {@code used}: of the input budget.
   * {@code less kept}: fewer tokens than at the smaller share.
   */
  synchronized void print(PrintStream out) {
    out.printf(
        "%-9s %5s %5s %8s %7s %7s %7s %9s %s%n",
        "data", "share", "conv.", "requests", "raised", "refused", "used", "less kept", "failures");
    rows.forEach(
        (key, row) ->
            out.printf(
                "%-9s %3d %% %5d %8d %7d %7d %5.1f %% %9d %s%n",
                key.set().folder(),
                key.percent(),
                conversations.getOrDefault(key.set(), 0),
                row.requests,
                row.raised,
                row.refused,
                100 * row.usedRatios / Math.max(1, row.requests - row.refused),
                row.grewLess,
                row.failures));
    turns.forEach(
        (series, n) ->
            out.printf(
                "%-24s %d calls with a prefix token, prefix kept in %d%n",
                series, n, turnsKeptPrefix.get(series)));
    compactions.forEach(
        (set, all) ->
            out.printf(
                "%-9s %d compactions, %d changed nothing; else %.1f %% of tokens, %.1f %% of facts%n",
                set.folder(),
                all.answers,
                all.unchanged,
                100 * all.tokenRatios / Math.max(1, all.answers - all.unchanged),
                100 * all.factRatios / Math.max(1, all.answers - all.unchanged)));
    usedBySetup.forEach(
        (setup, use) ->
            out.printf(
                "%-22s uses %.1f %% where reduced, least %.1f %% (%s)%n",
                setup, 100 * use.ratios / use.answers, 100 * use.least, use.leastTrial));
    bySetup.forEach((failure, n) -> out.printf("%d x %s%n", n, failure));
    described.forEach(out::println);
  }
}
