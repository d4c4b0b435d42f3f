package dev.contextbudget.client.load;

import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run, and whether that may be believed.
 *
 * @param peak the peak, if it was measured in this run
 * @param peakPerSecond calls answered a second at the peak; NaN if it is not known
 * @param stretches the steps; without any, the peak is all there is
 */
record Report(@Nullable Ran peak, double peakPerSecond, List<Ran> stretches) {
  /** What waits longer for the loader than this was not loaded as asked for. */
  private static final double MOST_LAG_MILLIS = 1;

  /** A loader this busy measures itself. */
  private static final double MOST_OWN_CPU = 0.9;

  /** Returns all stretches in the order they were run in. */
  List<Ran> all() {
    List<Ran> all = new ArrayList<>();
    if (peak != null) {
      all.add(peak);
    }
    all.addAll(stretches);
    return all;
  }

  /** Returns the figures of a stretch. */
  Map<String, Double> figures(Ran ran) {
    Ran first = stretches.isEmpty() ? ran : stretches.get(0);
    Map<String, Double> figures =
        new LinkedHashMap<>(Figure.of(ran, peakPerSecond, first, peakCpuNanos()));
    int index = stretches.indexOf(ran);
    if (index > 0 && stretches.get(index - 1).ofPeak() > 1 && ran.ofPeak() <= 1) {
      Recovery.seconds(ran.tally().seconds(), (double) first.tally().ok().getValueAtPercentile(99))
          .ifPresent(seconds -> figures.put("recoverySeconds", seconds));
    }
    return figures;
  }

  private double peakCpuNanos() {
    if (peak == null || peak.used().server() < 0) {
      return 0;
    }
    return (double) peak.used().server() / Math.max(1, peak.tally().ok().getTotalCount());
  }

  /**
   * Returns why a run says nothing about the server; empty if it does.
   *
   * <p>That is not a failure of the server: the loader was too slow, or the machine too busy.
   */
  List<String> invalid() {
    List<String> reasons = new ArrayList<>();
    for (Ran ran : all()) {
      Map<String, Double> figures = figures(ran);
      double lag = figures.getOrDefault("lagP99Ms", 0.0);
      if (lag > MOST_LAG_MILLIS) {
        reasons.add(say("%s: a hundredth of the calls was sent %.1f ms late", ran.name(), lag));
      }
      double cpu = ran.used().ownShare();
      if (cpu > MOST_OWN_CPU) {
        reasons.add(
            say("%s: the loader was busy %.0f %% of the time", ran.name(), Math.floor(100 * cpu)));
      }
      long notSent = ran.tally().reasons().getOrDefault(Outcome.NOT_SENT.reason(), 0L);
      if (notSent > 0) {
        reasons.add(
            say("%s: %d calls were not sent, as too many were in flight", ran.name(), notSent));
      }
      if (ran.tally().count() == 0) {
        reasons.add(ran.name() + ": no call ended");
      }
    }
    return reasons;
  }

  /** Returns which bounds do not hold. */
  List<String> broken(List<Bound> bounds) {
    List<String> broken = new ArrayList<>();
    for (Bound bound : bounds) {
      List<Ran> bounded = all().stream().filter(ran -> bound.isOf(ran.name())).toList();
      if (bounded.isEmpty()) {
        broken.add("there is no step " + bound.step());
      }
      for (Ran ran : bounded) {
        Optional<String> problem = bound.broken(ran.name(), figures(ran));
        problem.ifPresent(broken::add);
      }
    }
    return broken;
  }

  /** Prints a table with a row for each stretch, and what failed. */
  void print(Page page) {
    TextTable table = new TextTable().left("step");
    List.of("offered/s", "goodput/s", "of peak", "ok", "refused", "other").forEach(table::right);
    List.of("p50", "p95", "p99", "p99.9 ms", "refused p99").forEach(table::right);
    List.of("lag p99", "own cpu", "server cpu", "ms a call", "r").forEach(table::right);
    for (Ran ran : all()) {
      Map<String, Double> f = figures(ran);
      table.row(
          ran.name(),
          cell(f, "offeredRps", "%,.0f"),
          cell(f, "goodputRps", "%,.0f"),
          cell(f, "goodputOfPeak", "%.2f"),
          cell(f, "okShare", "%.3f"),
          cell(f, "refusedShare", "%.3f"),
          cell(f, "otherShare", "%.3f"),
          cell(f, "okP50Ms", "%.2f"),
          cell(f, "okP95Ms", "%.2f"),
          cell(f, "okP99Ms", "%.2f"),
          cell(f, "okP999Ms", "%.2f"),
          cell(f, "refusedP99Ms", "%.2f"),
          cell(f, "lagP99Ms", "%.2f"),
          cell(f, "ownCpu", "%.2f"),
          cell(f, "serverCpu", "%.2f"),
          cell(f, "serverMsPerCall", "%.3f"),
          cell(f, "refusalCost", "%.3f"));
    }
    table.print(page, "");
    for (Ran ran : all()) {
      Map<String, Double> f = figures(ran);
      if (!ran.tally().reasons().isEmpty()) {
        page.line(
            say(
                "%s: failed %s; of refusals with RetryInfo %s",
                ran.name(), ran.tally().reasons(), cell(f, "retryInfoShare", "%.4f")));
      }
      if (f.containsKey("recoverySeconds")) {
        page.line(say("%s: recovered after %s s", ran.name(), cell(f, "recoverySeconds", "%.0f")));
      }
    }
  }

  private static String cell(Map<String, Double> figures, String name, String format) {
    Double value = figures.get(name);
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
