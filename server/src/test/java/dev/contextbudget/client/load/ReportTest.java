package dev.contextbudget.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run comes to, and when it may not be believed. */
class ReportTest {
  private static final long MILLI = 1_000_000;

  private static Ran ran(double cpu, long lagNanos) {
    Tally tally = new Tally();
    tally.sent(0, lagNanos);
    tally.ended(0, MILLI, Outcome.OK, 1);
    int processors = Runtime.getRuntime().availableProcessors();
    return new Ran(
        "5", 1, Double.NaN, true, tally, new Usage(MILLI, (long) (cpu * MILLI * processors), -1));
  }

  private static List<String> invalid(Ran ran) {
    return new Report(null, Double.NaN, List.of(ran)).invalid();
  }

  @Test
  void aLateOrBusyLoaderHasMeasuredItself() {
    assertEquals(List.of(), invalid(ran(0.89, 990_000)));
    assertEquals(
        List.of("5: a hundredth of the calls was sent 1.5 ms late"),
        invalid(ran(0.5, 3 * MILLI / 2)));
    assertEquals(List.of("5: the loader was busy 95 % of the time"), invalid(ran(0.955, 0)));
    Ran none = new Ran("5", 1, 1, true, new Tally(), new Usage(1, 0, -1));
    assertEquals(List.of("5: no call ended"), invalid(none));
  }

  @Test
  void aBoundHoldsForItsStepOrForAll() {
    Report report = new Report(null, Double.NaN, List.of(ran(0.5, 0)));
    assertEquals(List.of(), report.broken(List.of(Bound.parse("5:okP99Ms=1.01", false))));
    assertEquals(
        List.of("5: okP99Ms is 1.000, want at most 0.5"),
        report.broken(List.of(Bound.parse("okP99Ms=0.5", false))));
    assertEquals(List.of(), report.broken(List.of(Bound.parse("okShare=1", true))));
    assertEquals(
        List.of("5: okP99Sec is not known, want at most 3.0"),
        report.broken(List.of(Bound.parse("okP99Sec=3", false))));
    assertEquals(
        List.of("there is no step 6"), report.broken(List.of(Bound.parse("6:okShare=1", true))));
    assertThrows(IllegalArgumentException.class, () -> Bound.parse("okShare", true));
  }

  @Test
  void codesAreSpeltAsGhzSpellsThem() {
    Map<Status.Code, String> names =
        Map.of(
            Status.Code.OK, "OK",
            Status.Code.CANCELLED, "Canceled",
            Status.Code.UNAVAILABLE, "Unavailable",
            Status.Code.RESOURCE_EXHAUSTED, "ResourceExhausted");
    names.forEach((code, name) -> assertEquals(name, ReportJson.ghzName(code)));
  }

  @Test
  void damagedDetailsAreAFailureOfTheirOwn() {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {1, 2, 3});
    Outcome outcome =
        Outcome.of(Status.INTERNAL.withDescription("stream 17 after 2.5 s"), trailers);
    assertEquals("(damaged details)", outcome.reason());
    assertEquals("stream N after N s", outcome.said());
    assertTrue(!outcome.isRefusal());
  }
}
