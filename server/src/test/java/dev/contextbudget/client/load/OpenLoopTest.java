package dev.contextbudget.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The loops' arithmetic, by a clock that a test moves. */
class OpenLoopTest {
  private static final long MILLI = 1_000_000;
  private static final Shot SHOT = Shot.of("s/m", ByteString.EMPTY, 1);
  private static final Outcome BUSY = new Outcome(Status.Code.UNAVAILABLE, "OVERLOADED", 300, "");

  private long now;

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public void waitUntil(long nanos) {
          now = Math.max(now, nanos);
        }
      };

  private List<Ran> run(Target target, String steps) {
    return new OpenLoop(target, new Mix(List.of(SHOT)), clock, () -> new Usage(now, now / 4, now))
        .run(Step.parse(steps, 100), false, 1, 0);
  }

  @Test
  void whatWaitedForTheLoaderHasWaited() {
    // Ten calls a second; the third holds the loader up for 250 ms, all end at once.
    int[] sent = {0};
    Ran ran =
        run(
                (shot, ended) -> {
                  now += ++sent[0] == 3 ? 250 * MILLI : 0;
                  ended.accept(Outcome.OK, 5);
                },
                "10:1")
            .get(0);
    assertEquals(10, ran.tally().ok().getTotalCount());
    assertEquals(250, ran.tally().ok().getMaxValue() / (double) MILLI, 1);
    // The fourth was due 100 ms after the third and sent 150 late, the fifth 50.
    assertEquals(150, ran.tally().ok().getValueAtPercentile(90) / (double) MILLI, 1);
    assertEquals(50, ran.tally().ok().getValueAtPercentile(80) / (double) MILLI, 1);
    assertEquals(0, ran.tally().ok().getValueAtPercentile(70));
    assertEquals(150, ran.tally().lag().getMaxValue() / (double) MILLI, 1);
    assertEquals(50, ran.tally().answerBytes());
  }

  @Test
  void aCallBelongsToTheStepInWhichItWasDue() {
    // Each is answered when the tenth after it is sent: the last ten of a step in the next one.
    ArrayDeque<Target.Ended> waiting = new ArrayDeque<>();
    List<Ran> ran =
        run(
            (shot, ended) -> {
              waiting.add(ended);
              if (waiting.size() > 10) {
                waiting.remove().accept(Outcome.OK, 0);
              }
            },
            "1x:2,2x:1,1x:1");
    assertEquals(List.of(200L, 200L, 90L), ran.stream().map(r -> r.tally().count()).toList());
    assertEquals(List.of(200L, 200L, 100L), ran.stream().map(r -> r.tally().offered()).toList());
    // The last ten of the first step had five at its own distance to wait for, and five at half.
    assertEquals(100, ran.get(0).tally().ok().getValueAtPercentile(50) / (double) MILLI, 1);
    assertEquals(55, ran.get(0).tally().ok().getMinValue() / (double) MILLI, 1);
    assertEquals(2, ran.get(0).seconds());
    assertEquals(2_000 * MILLI, ran.get(0).used().wall());
    assertEquals(0.25, ran.get(1).used().own() / (double) ran.get(1).used().wall());
  }

  @Test
  void aLoaderThatCannotTakeMoreSaysSo() {
    // Nothing ends. Of 64 MiB there is room for eight.
    Shot large = Shot.of("s/m", ByteString.copyFrom(new byte[64 << 20]), 1);
    Ran ran =
        new OpenLoop(
                (shot, ended) -> {}, new Mix(List.of(large)), clock, () -> new Usage(now, 0, -1))
            .run(Step.parse("20:1", 1), false, 1, 0)
            .get(0);
    assertEquals(Map.of("NOT_SENT", 12L), ran.tally().reasons());
    assertEquals(20, ran.tally().offered());
    assertEquals(
        List.of("20: 12 calls were not sent, as too many were in flight"),
        new Report(null, Double.NaN, List.of(ran)).invalid());
  }

  @Test
  void figuresAreOfWhatWasAnswered() {
    // Of ten calls in the overload one is answered, after 4 ms; nine are refused, after 1.
    int[] sent = {0};
    Target target =
        (shot, ended) -> {
          boolean busy = now >= 1_050 * MILLI && now < 2_050 * MILLI && ++sent[0] % 10 > 0;
          now += (busy ? 1 : now < 1_050 * MILLI ? 2 : 4) * MILLI / 1_000;
          ended.accept(busy ? BUSY : Outcome.OK, 0);
        };
    List<Ran> ran = run(target, "1x:1,10x:1,1x:1");
    Usage used = new Usage(1_000 * MILLI, 0, 1_000 * MILLI);
    Ran peak = new Ran("4 clients", 1, Double.NaN, false, ran.get(0).tally(), used);
    Report report = new Report(peak, 100, ran);
    Map<String, Double> figures = report.figures(ran.get(1));
    assertEquals(1_000, figures.get("offeredRps"));
    assertEquals(100, figures.get("goodputRps"));
    assertEquals(1, figures.get("goodputOfPeak"));
    assertEquals(0.9, figures.get("refusedShare"));
    assertEquals(1, figures.get("retryInfoShare"));
    assertEquals(0.004, figures.get("okP99Ms"), 1e-5);
    assertEquals(0.001, figures.get("refusedP99Ms"), 1e-5);
    assertEquals(2, figures.get("okP99OfFirst"), 0.01);
    // One call at the peak took the server 10 ms; a second of overload was 100 of them: no rest.
    assertEquals(0, figures.get("refusalCost"), 1e-3);
    assertFalse(report.figures(ran.get(0)).containsKey("refusedP99Ms"));
    assertEquals(Map.of("OVERLOADED", 900L), ran.get(1).tally().reasons());
  }

  @Test
  void theCostOfARefusalIsWhatAnswersLeave() {
    Tally calm = new Tally();
    Tally busy = new Tally();
    for (int i = 0; i < 100; i++) {
      calm.ended(0, MILLI, Outcome.OK, 0);
      busy.ended(0, MILLI, i < 50 ? Outcome.OK : BUSY, 0);
    }
    for (int i = 0; i < 950; i++) {
      busy.ended(0, MILLI, BUSY, 0);
    }
    Ran peak = new Ran("p", 1, Double.NaN, false, calm, new Usage(1, 0, 1_000));
    Ran over = new Ran("10x", 1, 10, true, busy, new Usage(1, 0, 1_000));
    // An answer takes 10, so 1,000 refusals took the 500 that 50 answers left: half each, 5 %.
    double cost = new Report(peak, 100, List.of(over)).figures(over).get("refusalCost");
    assertEquals(0.05, cost, 1e-9);
  }

  @Test
  void recoveryIsWhenTheRestOfAStepIsAsBefore() {
    long[] p99Millis = {50, 40, 11, 30, 10, 11, 9};
    List<Tally.Second> seconds = new ArrayList<>();
    for (long millis : p99Millis) {
      Tally.Second second = new Tally.Second();
      for (int i = 0; i < 10; i++) {
        second.ok.recordValue(millis * MILLI);
      }
      seconds.add(second);
    }
    assertEquals(4, Recovery.seconds(seconds, 10.5 * MILLI).orElseThrow());
    assertEquals(0, Recovery.seconds(seconds, 50 * MILLI).orElseThrow());
    assertEquals(true, Recovery.seconds(seconds, 5 * MILLI).isEmpty());
    seconds.get(5).refused = 10;
    assertEquals(6, Recovery.seconds(seconds, 10.5 * MILLI).orElseThrow());
  }

  @Test
  void eachKindOfCallHasItsShare() {
    Mix mix =
        new Mix(
            List.of(
                Shot.of("s/often", ByteString.EMPTY, 60),
                Shot.of("s/seldom", ByteString.EMPTY, 30),
                Shot.of("s/rare", ByteString.EMPTY, 10)));
    int[] counts = new int[3];
    for (int i = 1; i <= 1_000; i++) {
      counts[List.of("s/often", "s/seldom", "s/rare").indexOf(mix.next().name())]++;
      assertEquals(i * 0.6, counts[0], 1);
      assertEquals(i * 0.3, counts[1], 1);
      assertEquals(i * 0.1, counts[2], 1);
    }
  }
}
