package dev.contextbudget.client.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The figures of a stretch of a run, each by a name: in the JSON, and for bounds on them.
 *
 * <p>One that does not exist, such as the latency of refusals where there was none, is left out.
 */
final class Figure {
  private static final double MILLI = 1e6;

  private Figure() {}

  /**
   * Returns the figures of a stretch.
   *
   * @param peakPerSecond calls answered a second at the peak; NaN if it is not known
   * @param first the stretch that latencies are compared with
   * @param peakCpuNanos the server's processor time for a call at the peak; NaN if not known
   */
  static Map<String, Double> of(Ran ran, double peakPerSecond, Ran first, double peakCpuNanos) {
    Map<String, Double> figures = new LinkedHashMap<>();
    Tally tally = ran.tally();
    double ended = Math.max(1, tally.count());
    long ok = tally.ok().getTotalCount();
    long refused = tally.refused().getTotalCount();
    figures.put("offeredRps", ran.offeredPerSecond());
    figures.put("goodputRps", ran.goodputPerSecond());
    put(figures, "goodputOfPeak", ran.goodputPerSecond() / peakPerSecond);
    figures.put("okShare", ok / ended);
    figures.put("refusedShare", refused / ended);
    figures.put("otherShare", tally.other().getTotalCount() / ended);
    figures.put("unended", (double) (tally.offered() - tally.count()));
    if (refused > 0) {
      figures.put("retryInfoShare", (double) tally.refusedWithRetryInfo() / refused);
    }
    latencies(figures, "ok", tally.ok());
    latencies(figures, "refused", tally.refused());
    latencies(figures, "other", tally.other());
    if (!ran.equals(first) && ok > 0 && first.tally().ok().getTotalCount() > 0) {
      figures.put(
          "okP99OfFirst", millis(tally.ok(), 99) / Math.max(1e-9, millis(first.tally().ok(), 99)));
    }
    if (ran.open()) {
      figures.put("lagP99Ms", millis(tally.lag(), 99));
    }
    figures.put("ownCpu", ran.used().ownShare());
    if (ran.used().server() >= 0) {
      figures.put("serverCpu", (double) ran.used().server() / ran.used().wall());
      figures.put("serverMsPerCall", ran.used().server() / ended / MILLI);
      if (refused > ok && peakCpuNanos > 0) {
        // What a refusal costs, as a share of what an answer costs: edge of overload, 1 / that.
        double refusals = ran.used().server() - ok * peakCpuNanos;
        figures.put("refusalCost", Math.max(0, refusals) / refused / peakCpuNanos);
      }
    }
    return figures;
  }

  private static void latencies(Map<String, Double> figures, String of, Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    figures.put(of + "P50Ms", millis(histogram, 50));
    figures.put(of + "P95Ms", millis(histogram, 95));
    figures.put(of + "P99Ms", millis(histogram, 99));
    figures.put(of + "P999Ms", millis(histogram, 99.9));
    figures.put(of + "MaxMs", histogram.getMaxValue() / MILLI);
  }

  private static void put(Map<String, Double> figures, String name, double value) {
    if (!Double.isNaN(value)) {
      figures.put(name, value);
    }
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MILLI;
  }
}
