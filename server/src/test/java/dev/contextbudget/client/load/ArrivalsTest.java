package dev.contextbudget.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When calls are due. */
class ArrivalsTest {
  private static final long SECOND = 1_000_000_000;

  /** What the arrivals are, as pairs of a step and a time. */
  private static List<long[]> all(String steps, boolean poisson, long seed) {
    Arrivals arrivals = new Arrivals(Step.parse(steps, 100), poisson, seed);
    List<long[]> all = new ArrayList<>();
    for (; arrivals.hasNext(); arrivals.advance()) {
      all.add(new long[] {arrivals.step(), arrivals.dueNanos()});
    }
    return all;
  }

  @Test
  void callsAreAtEqualDistancesAndEachStepBeginsAnew() {
    List<long[]> all = all("4:1,3:2,0.02x:1", false, 1);
    assertEquals(4 + 6 + 2, all.size());
    assertEquals(SECOND / 4, all.get(1)[1]);
    assertEquals(SECOND, all.get(4)[1]);
    assertEquals(1, all.get(4)[0]);
    assertEquals(SECOND + SECOND / 3, all.get(5)[1], 1);
    assertEquals(3 * SECOND, all.get(10)[1]);
    assertEquals(3 * SECOND + SECOND / 2, all.get(11)[1]);
    assertEquals(2, all.get(11)[0]);
  }

  @Test
  void chanceHasTheMeanAndTheSpreadOfPoisson() {
    List<long[]> all = all("1000:100", true, 7);
    int[] perTenth = new int[1000];
    all.forEach(call -> perTenth[(int) (call[1] / (SECOND / 10))]++);
    double mean = all.size() / 1000.0;
    double spread = 0;
    for (int count : perTenth) {
      spread += (count - mean) * (count - mean) / 1000;
    }
    assertEquals(100, mean, 2); // 6 standard deviations
    assertEquals(100, spread, 20); // the spread of Poisson's distribution is its mean
  }

  @Test
  void stepsOfOneRateHaveTheSameTimes() {
    List<long[]> all = all("2x:3,10x:1,2.0x:3", true, 5);
    List<long[]> first = all.stream().filter(call -> call[0] == 0).toList();
    List<long[]> last = all.stream().filter(call -> call[0] == 2).toList();
    assertEquals(first.size(), last.size());
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i)[1] + 4 * SECOND, last.get(i)[1], 1);
    }
  }

  @Test
  void theSameSeedGivesTheSameTimes() {
    List<long[]> once = all("50:3,2x:1", true, 3);
    List<long[]> again = all("50:3,2x:1", true, 3);
    assertEquals(once.size(), again.size());
    for (int i = 0; i < once.size(); i++) {
      assertEquals(once.get(i)[1], again.get(i)[1]);
      assertTrue(i == 0 || once.get(i)[1] >= once.get(i - 1)[1]);
    }
    assertTrue(once.get(0)[1] != all("50:3,2x:1", true, 4).get(0)[1]);
  }

  @Test
  void aStepWithoutAnyCallIsPassed() {
    List<long[]> all = all("1:2,0.5:1,1:2", false, 1);
    assertEquals(List.of(0L, 0L, 1L, 2L, 2L), all.stream().map(call -> call[0]).toList());
    assertTrue(all("0.001:1,0.001:1", true, 1).isEmpty());
  }

  @Test
  void stepsAreRatesOrMultiples() {
    List<Step> steps = Step.parse("500:20,0.8x:30", 250);
    assertEquals(new Step("500", 500, 20, Double.NaN), steps.get(0));
    assertEquals(new Step("0.8x", 200, 30, 0.8), steps.get(1));
    assertTrue(Step.needPeak("500:20,0.8x:30"));
    for (String wrong : List.of("", "5", "5:", "x:3", "5:0", "0:5", "-1:5", "5:1,", "5:1.5")) {
      assertThrows(IllegalArgumentException.class, () -> Step.parse(wrong, 1), wrong);
    }
  }
}
