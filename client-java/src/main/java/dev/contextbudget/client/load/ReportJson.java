package dev.contextbudget.client.load;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A report as JSON, in the names of ghz 0.121 where ghz has the thing: who reads its reports reads
 * these. Times are whole nanoseconds there, and latencies those of answered calls alone.
 *
 * <p>Of ghz's, {@code details} and {@code histogram} are left out; {@code steps}, {@code figures},
 * {@code reasonDistribution}, {@code seconds} and {@code invalid} are ours.
 */
final class ReportJson {
  private static final double[] PERCENTAGES = {10, 25, 50, 75, 90, 95, 99, 99.9};
  private static final double NANOS = 1e9;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ReportJson() {}

  /** Returns the JSON. At its top stand the sums over all steps, or the peak if it is alone. */
  static String of(Report report) {
    List<Ran> counted = report.stretches().isEmpty() ? report.all() : report.stretches();
    Tally all = new Tally();
    counted.forEach(ran -> all.add(ran.tally()));
    double seconds = counted.stream().mapToDouble(Ran::seconds).sum();
    JsonObject json = new JsonObject();
    json.add("invalid", GSON.toJsonTree(report.invalid()));
    addSums(json, all, seconds);
    if (!Double.isNaN(report.peakPerSecond())) {
      json.addProperty("peakRps", report.peakPerSecond());
    }
    JsonArray steps = new JsonArray();
    for (Ran ran : report.all()) {
      JsonObject step = new JsonObject();
      step.addProperty("name", ran.name());
      addSums(step, ran.tally(), ran.seconds());
      step.add("figures", GSON.toJsonTree(report.figures(ran)));
      step.add("seconds", seconds(ran.tally().seconds()));
      steps.add(step);
    }
    json.add("steps", steps);
    return GSON.toJson(json);
  }

  private static void addSums(JsonObject json, Tally tally, double seconds) {
    Histogram ok = tally.ok();
    boolean none = ok.getTotalCount() == 0;
    json.addProperty("count", tally.count());
    json.addProperty("total", (long) (seconds * NANOS));
    json.addProperty("average", (long) ok.getMean());
    json.addProperty("fastest", none ? 0 : ok.getMinValue());
    json.addProperty("slowest", ok.getMaxValue());
    json.addProperty("rps", tally.count() / seconds);
    json.add("errorDistribution", GSON.toJsonTree(tally.errors()));
    JsonObject codes = new JsonObject();
    tally.codes().forEach((code, count) -> codes.addProperty(ghzName(code), count));
    json.add("statusCodeDistribution", codes);
    json.add("reasonDistribution", GSON.toJsonTree(tally.reasons()));
    JsonArray latencies = new JsonArray();
    if (!none) {
      for (double percentage : PERCENTAGES) {
        JsonObject latency = new JsonObject();
        latency.addProperty("percentage", percentage);
        latency.addProperty("latency", ok.getValueAtPercentile(percentage));
        latencies.add(latency);
      }
    }
    json.add("latencyDistribution", latencies);
  }

  private static JsonArray seconds(List<Tally.Second> seconds) {
    JsonArray array = new JsonArray();
    for (Tally.Second second : seconds) {
      array.add(
          GSON.toJsonTree(
              Map.of(
                  "offered", second.offered,
                  "ok", second.ok.getTotalCount(),
                  "refused", second.refused,
                  "other", second.other,
                  "p99", second.ok.getValueAtPercentile(99))));
    }
    return array;
  }

  /** Returns a code as Go spells it: {@code OK}, {@code ResourceExhausted}, {@code Canceled}. */
  static String ghzName(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    }
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }
}
