package dev.contextbudget.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.admission.SimulatedCall.Mix;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The limit of the server in overload, and beside it what the field has: in simulated time, so that
 * the numbers are the same on every machine.
 */
class OverloadSimulationTest {
  private static final int SEEDS = 2;
  private static final double SECONDS = 20;

  static Stream<Arguments> loads() {
    return Stream.of(Mix.values())
        .flatMap(
            mix ->
                Stream.of(1, 2)
                    .flatMap(
                        workers ->
                            Stream.of(2.0, 5.0, 10.0)
                                .map(load -> Arguments.of(mix, workers, load))));
  }

  /**
   * As the service promises over a real port: of the peak 95, 85 and 70 %, waits that stay short.
   */
  @ParameterizedTest(name = "{0}, {1} workers, {2} times what they can do")
  @MethodSource("loads")
  void keepsTheWorkersBusyAndTheWaitShort(Mix mix, int workers, double load) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.Result ours = steady(mix, workers, Limiter.OURS, load, seed);
      Simulation.Result quiet = steady(mix, workers, Limiter.OURS, 0.8, seed);
      String what = "seed " + seed + ": " + row(ours, workers);

      assertTrue(goodput(ours, workers) >= (mix == Mix.MIXED ? 0.88 : 0.95), what);
      double most = Math.max(3 * quiet.millis(0.99), 25); // light calls may wait for 20 ms
      assertTrue(ours.millis(0.99) <= most, what);
      assertEquals(1 - 1 / load, ours.refusedShare(), mix == Mix.MIXED ? 0.12 : 0.04, what);
    }
  }

  /**
   * Light calls wait for 20 ms with ours, as it costs more to refuse them: there it is no matter.
   */
  @ParameterizedTest(name = "{0}, {1} workers")
  @MethodSource("heavyMixes")
  void answersSoonerThanLimitsByConcurrencyDoForAsMuchWork(Mix mix, int workers) {
    Simulation.Result ours = steady(mix, workers, Limiter.OURS, 5, 0);
    for (Limiter.Kind kind : Limiter.OTHERS) {
      Simulation.Result other = steady(mix, workers, kind, 5, 0);
      String what =
          "%s: %s; ours: %s".formatted(kind.name(), row(other, workers), row(ours, workers));

      assertTrue(ours.millis(0.5) < 0.7 * other.millis(0.5), what);
      assertTrue(ours.millis(0.99) < 0.7 * other.millis(0.99), what);
      assertTrue(goodput(ours, workers) > goodput(other, workers) - 0.03, what);
    }
  }

  @ParameterizedTest(name = "{0}, {1} workers, after {2} times what they can do")
  @MethodSource("loads")
  void fiveSecondsAfterAnOverloadNothingIsLeftOfIt(Mix mix, int workers, double load) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.Result after =
          Simulation.run(mix, workers, Limiter.OURS, at -> at < 10 ? load : 0.5, 0, 15, 30, seed);
      Simulation.Result never =
          Simulation.run(mix, workers, Limiter.OURS, at -> 0.5, 0, 15, 30, seed);

      assertTrue(
          after.refusedShare() <= never.refusedShare() + (mix == Mix.MIXED ? 0.08 : 0.01),
          "seed %d: %.3f and %.3f".formatted(seed, after.refusedShare(), never.refusedShare()));
    }
  }

  /**
   * Calls that come at half of what the workers can do are not refused, though they come at random.
   */
  @ParameterizedTest(name = "{0}, {1} workers")
  @MethodSource("mixes")
  void aBurstIsNoOverload(Mix mix, int workers) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.Result ours = steady(mix, workers, Limiter.OURS, 0.5, seed);

      double most = mix == Mix.MIXED ? 0.1 : 0;
      assertTrue(ours.refusedShare() <= most, "seed " + seed + ": " + row(ours, workers));
    }
  }

  static Stream<Arguments> heavyMixes() {
    return mixes().filter(arguments -> arguments.get()[0] != Mix.LIGHT);
  }

  static Stream<Arguments> mixes() {
    return Stream.of(Mix.values())
        .flatMap(mix -> Stream.of(1, 2).map(workers -> Arguments.of(mix, workers)));
  }

  /** Both classes offer twice what there is: seven tenths are the interactive ones'. */
  @ParameterizedTest(name = "{0}, {1} workers")
  @MethodSource("mixes")
  void aBatchGetsItsShareAndNoMore(Mix mix, int workers) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.Result both =
          Simulation.run(mix, workers, Limiter.OURS, at -> 4, 0.5, 5, 5 + SECONDS, seed);
      Simulation.Result alone =
          Simulation.run(mix, workers, Limiter.OURS, at -> 4, 1, 5, 5 + SECONDS, seed);

      double batch = both.goodput(ServiceClass.BATCH, workers, SECONDS);
      assertEquals(0.3, batch, mix == Mix.MIXED ? 0.2 : 0.08, "seed " + seed);
      assertTrue(alone.goodput(ServiceClass.BATCH, workers, SECONDS) > 0.93, "seed " + seed);
    }
  }

  private static Simulation.Result steady(
      Mix mix, int workers, Limiter.Kind kind, double load, long seed) {
    return Simulation.run(mix, workers, kind, at -> load, 0, 1, 1 + SECONDS, seed);
  }

  private static double goodput(Simulation.Result result, int workers) {
    return result.goodput(ServiceClass.INTERACTIVE, workers, SECONDS);
  }

  private static String row(Simulation.Result result, int workers) {
    return "%.1f %% of the peak, %.1f ms p50, %.1f ms p99"
        .formatted(100 * goodput(result, workers), result.millis(0.5), result.millis(0.99));
  }
}
