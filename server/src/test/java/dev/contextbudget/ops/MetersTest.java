package dev.contextbudget.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.ops.CallMeters.Outcome;
import dev.contextbudget.ops.CallMeters.Sizes;
import dev.contextbudget.ops.ContextMeters.Cost;
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

  /** As the contract's enums are. */
  private enum DropReason {
    DROP_REASON_OVER_GRANT,
    DROP_REASON_OLDEST
  }

  private static final String FIT = "s.Service/Fit";
  private static final Sizes SIZES = new Sizes(100, 10);

  private final Meters meters = new Meters(Set.of(FIT, "s.Service/Count"));
  private final CallMeters calls = meters.calls(Code.class);
  private final ContextMeters contexts = meters.contexts(Set.of(FIT), DropReason.class);

  @AfterEach
  void close() {
    meters.close();
  }

  private List<String> lines(String prefix) {
    return meters.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  private String line(String prefix) {
    List<String> found = lines(prefix);
    assertEquals(1, found.size(), () -> prefix + ": " + found);
    return found.get(0).substring(prefix.length()).strip();
  }

  @Test
  void callsAreCountedByCodeAndTimedByOutcome() {
    calls.ended(FIT, Code.OK, Outcome.OK, TimeUnit.MILLISECONDS.toNanos(3), SIZES);
    calls.ended(FIT, Code.OK, Outcome.OK, TimeUnit.MILLISECONDS.toNanos(30), SIZES);
    calls.ended(FIT, Code.NOT_FOUND, Outcome.REJECTED, 1, SIZES);

    assertEquals("2.0", line("contextbudget_calls_total{code=\"OK\",method=\"s.Service/Fit\"}"));
    assertEquals(
        "1.0", line("contextbudget_calls_total{code=\"NOT_FOUND\",method=\"s.Service/Fit\"}"));
    String ok =
        "contextbudget_call_duration_seconds_bucket{method=\"s.Service/Fit\",outcome=\"ok\",le=";
    assertEquals("1", line(ok + "\"0.005\"}"));
    assertEquals("2", line(ok + "\"0.05\"}"));
    assertEquals("300.0", line("contextbudget_request_bytes_total{method=\"s.Service/Fit\"}"));
    assertEquals("30.0", line("contextbudget_response_bytes_total{method=\"s.Service/Fit\"}"));
  }

  @Test
  void stagesAndReasonsAreCounted() {
    calls.stage(Stage.WORK, TimeUnit.MILLISECONDS.toNanos(20));
    calls.failure(Reason.OVERLOADED);

    assertEquals(
        "0", line("contextbudget_stage_duration_seconds_bucket{stage=\"work\",le=\"0.01\"}"));
    assertEquals(
        "1", line("contextbudget_stage_duration_seconds_bucket{stage=\"work\",le=\"0.025\"}"));
    assertEquals("1.0", line("contextbudget_failures_total{reason=\"overloaded\"}"));
  }

  @Test
  void methodsThatTheServerDoesNotHaveShareOneTag() {
    for (int i = 0; i < 1000; i++) {
      calls.ended("made.up/Method" + i, Code.OK, Outcome.OK, 1, SIZES);
    }

    assertEquals("1000.0", line("contextbudget_calls_total{code=\"OK\",method=\"other\"}"));
    assertEquals(List.of(), lines("contextbudget_calls_total{code=\"OK\",method=\"made"));
  }

  /** A rate is not seen to rise from nothing, so the first event of a series would be lost. */
  @Test
  void whatHasNotHappenedYetIsZeroAndNotAbsent() {
    List<String> recorded =
        meters
            .scrape()
            .lines()
            .filter(line -> line.startsWith("contextbudget_"))
            .filter(line -> !line.startsWith("contextbudget_build_info"))
            .filter(line -> !line.matches(".* 0(\\.0)?"))
            .toList();

    assertEquals(List.of(), recorded);
    assertEquals(3 * 2, lines("contextbudget_calls_total{").size());
    assertEquals(3 * 5, lines("contextbudget_call_duration_seconds_count{").size());
    assertEquals(3, lines("contextbudget_stage_duration_seconds_count{").size());
    assertEquals(Reason.values().length, lines("contextbudget_failures_total{").size());
    assertEquals(2, lines("contextbudget_items_dropped_total{").size());
    assertEquals(2, lines("contextbudget_prefix_total{").size());
    assertEquals(3, lines("contextbudget_cost_usd_total{").size());
  }

  @Test
  void whatAFitDidIsCounted() {
    contexts.tokens(FIT, 1000, 600);
    contexts.utilization(0.85);
    contexts.droppedItems(DropReason.DROP_REASON_OVER_GRANT, 3);
    contexts.prefixKept(true);
    contexts.prefixKept(false);
    contexts.prefixLoss(0.25);
    contexts.cost(new Cost(1, 2, 4));
    meters.catalogReloadFailed();

    assertEquals("1000.0", line("contextbudget_tokens_in_total{method=\"s.Service/Fit\"}"));
    assertEquals("600.0", line("contextbudget_tokens_out_total{method=\"s.Service/Fit\"}"));
    assertEquals("1", line("contextbudget_utilization_ratio_bucket{le=\"0.9\"}"));
    assertEquals("0", line("contextbudget_utilization_ratio_bucket{le=\"0.8\"}"));
    assertEquals("3.0", line("contextbudget_items_dropped_total{reason=\"over_grant\"}"));
    assertEquals("1.0", line("contextbudget_prefix_total{result=\"broken\"}"));
    assertEquals("1.0", line("contextbudget_prefix_total{result=\"kept\"}"));
    assertEquals("0.25", line("contextbudget_prefix_loss_usd_total"));
    assertEquals("1.0", line("contextbudget_cost_usd_total{basis=\"expected\"}"));
    assertEquals("2.0", line("contextbudget_cost_usd_total{basis=\"uncached\"}"));
    assertEquals("4.0", line("contextbudget_cost_usd_total{basis=\"unfitted\"}"));
    assertEquals("1.0", line("contextbudget_catalog_reload_failures_total"));
  }

  /** https://prometheus.io/docs/practices/naming/: seconds, bytes, ratios. */
  @Test
  void everyUnitIsABaseUnit() {
    contexts.utilization(0.5);

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
    meters.watchInFlight(() -> inFlight[0], () -> 64);
    inFlight[0] = 5;

    assertEquals(
        List.of("contextbudget_calls_in_flight 5.0", "contextbudget_calls_in_flight_limit 64.0"),
        lines("contextbudget_calls_in_flight"));
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
  void theCatalogIsSeenAsItIsNow() {
    String[] day = {"1970-01-02"};
    meters.watchCatalog(() -> day[0], () -> 7);

    assertEquals("86400.0", line("contextbudget_catalog_date_timestamp_seconds"));
    assertEquals("7.0", line("contextbudget_catalog_models"));
    day[0] = "last week";
    assertEquals("NaN", line("contextbudget_catalog_date_timestamp_seconds"));
  }

  @Test
  void theMachineIsSeenToo() {
    assertTrue(lines("jvm_memory_used_bytes{").size() > 1);
    assertEquals(1, lines("jvm_threads_live_threads ").size());
    assertEquals(1, lines("process_start_time_seconds ").size());
    assertTrue(Double.parseDouble(line("process_files_open_files")) > 1);
    double resident = Double.parseDouble(line("process_resident_memory_bytes"));
    double limit = Double.parseDouble(line("process_memory_limit_bytes"));
    assertTrue(resident > 20e6 && resident < limit, () -> resident + " of " + limit);
    assertEquals("0.0", line("jvm_aot_cache_used"));
    assertTrue(
        lines("contextbudget_build_info{")
            .get(0)
            .contains("java=\"" + Runtime.version() + "\",version=\""));
  }
}
