package dev.contextbudget.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
  private enum Code {
    OK,
    NOT_FOUND
  }

  private enum Why {
    OVER_GRANT
  }

  /** As the contract's enums are. */
  private enum DropReason {
    DROP_REASON_OVER_GRANT
  }

  private final Meters meters = new Meters(Set.of("s.Service/Fit", "s.Service/Count"));

  @AfterEach
  void close() {
    meters.close();
  }

  private List<String> lines(String prefix) {
    return meters.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  @Test
  void callsAreCountedAndTimedByMethodAndCode() {
    meters.call("s.Service/Fit", Code.OK, TimeUnit.MILLISECONDS.toNanos(3));
    meters.call("s.Service/Fit", Code.OK, TimeUnit.MILLISECONDS.toNanos(30));
    meters.call("s.Service/Fit", Code.NOT_FOUND, 1);

    assertEquals(
        List.of(
            "contextbudget_calls_seconds_count{code=\"NOT_FOUND\",method=\"s.Service/Fit\"} 1",
            "contextbudget_calls_seconds_count{code=\"OK\",method=\"s.Service/Fit\"} 2"),
        lines("contextbudget_calls_seconds_count"));
    String ok = "contextbudget_calls_seconds_bucket{code=\"OK\",method=\"s.Service/Fit\",le=";
    assertEquals(List.of(ok + "\"0.005\"} 1"), lines(ok + "\"0.005\""));
    assertEquals(List.of(ok + "\"0.05\"} 2"), lines(ok + "\"0.05\""));
  }

  @Test
  void methodsThatTheServerDoesNotHaveShareOneTag() {
    for (int i = 0; i < 1000; i++) {
      meters.call("made.up/Method" + i, Code.OK, 1);
      meters.tokens("made.up/Method" + i, 10, 5);
    }

    assertEquals(1, lines("contextbudget_calls_seconds_count").size());
    assertEquals(
        List.of("contextbudget_tokens_in_total{method=\"other\"} 10000.0"),
        lines("contextbudget_tokens_in_total{method=\"other\""));
  }

  @Test
  void whatHasNotHappenedYetIsZeroAndNotAbsent() {
    assertEquals(List.of(), lines("contextbudget_tokens_"));
    meters.tokens("s.Service/Fit", 0, 0);
    assertEquals(
        List.of("contextbudget_tokens_in_total{method=\"s.Service/Fit\"} 0.0"),
        lines("contextbudget_tokens_in_total"));
    assertEquals(
        List.of(
            "contextbudget_prefix_total{result=\"broken\"} 0.0",
            "contextbudget_prefix_total{result=\"kept\"} 0.0"),
        lines("contextbudget_prefix_total"));
    assertEquals(
        List.of("contextbudget_catalog_reload_failures_total 0.0"),
        lines("contextbudget_catalog_reload_failures_total"));
  }

  @Test
  void whatAFitDidIsCounted() {
    meters.tokens("s.Service/Fit", 1000, 600);
    meters.utilization(0.85);
    meters.droppedItems(Why.OVER_GRANT, 2);
    meters.droppedItems(DropReason.DROP_REASON_OVER_GRANT, 1);
    meters.prefixKept(true);
    meters.prefixKept(false);
    meters.catalogReloadFailed();

    assertTrue(
        lines("contextbudget_tokens_out_total")
            .contains("contextbudget_tokens_out_total{method=\"s.Service/Fit\"} 600.0"));
    assertEquals(
        List.of("contextbudget_utilization_ratio_bucket{le=\"0.9\"} 1"),
        lines("contextbudget_utilization_ratio_bucket{le=\"0.9\"}"));
    assertEquals(
        List.of("contextbudget_utilization_ratio_bucket{le=\"0.8\"} 0"),
        lines("contextbudget_utilization_ratio_bucket{le=\"0.8\"}"));
    assertEquals(
        List.of("contextbudget_items_dropped_total{reason=\"over_grant\"} 3.0"),
        lines("contextbudget_items_dropped_total"));
    assertEquals(
        List.of(
            "contextbudget_prefix_total{result=\"broken\"} 1.0",
            "contextbudget_prefix_total{result=\"kept\"} 1.0"),
        lines("contextbudget_prefix_total"));
    assertEquals(
        List.of("contextbudget_catalog_reload_failures_total 1.0"),
        lines("contextbudget_catalog_reload_failures_total"));
  }

  /** https://prometheus.io/docs/practices/naming/: seconds, bytes, ratios. */
  @Test
  void everyUnitIsABaseUnit() {
    meters.call("s.Service/Fit", Code.OK, 1);
    meters.utilization(0.5);

    assertEquals(
        List.of(),
        meters
            .scrape()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ")[2])
            .filter(
                name -> name.matches(".*_(percent|ns|ms|millis|nanos|micros|minutes|kb|mb)(_.*)?"))
            .toList());
    double seconds = Double.parseDouble(lines("process_cpu_seconds_total ").get(0).split(" ")[1]);
    assertTrue(seconds > 0 && seconds < 1e6, () -> "seconds " + seconds);
    assertEquals(
        List.of("contextbudget_utilization_ratio_sum 0.5"),
        lines("contextbudget_utilization_ratio_sum"));
  }

  @Test
  void callsInFlightAreSeenAsTheyAreNow() {
    int[] inFlight = {2};
    meters.watchInFlight(() -> inFlight[0]);
    inFlight[0] = 5;

    assertEquals(
        List.of("contextbudget_calls_in_flight 5.0"), lines("contextbudget_calls_in_flight"));
  }

  @Test
  void lookupsInTheCountCacheAreSeenAsTheyAreNow() {
    long[] lookups = {1, 2};
    meters.watchCountCache(() -> lookups[0], () -> lookups[1]);
    lookups[0] = 7;
    System.gc(); // what nobody else holds is still seen

    assertEquals(
        List.of(
            "contextbudget_count_cache_total{result=\"hit\"} 7.0",
            "contextbudget_count_cache_total{result=\"miss\"} 2.0"),
        lines("contextbudget_count_cache_total"));
  }

  @Test
  void theMachineIsSeenToo() {
    assertTrue(lines("jvm_memory_used_bytes").size() > 1);
    assertTrue(lines("jvm_threads_live_threads").size() == 1);
  }
}
