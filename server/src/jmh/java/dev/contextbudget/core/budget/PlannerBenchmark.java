package dev.contextbudget.core.budget;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of dividing a budget of 1,000,000 tokens, alone and as a whole plan. Expect growth as n log
 * n.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="PlannerBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PlannerBenchmark {
  private static final int BUDGET_TOKENS = 1_000_000;

  @Param({"4", "64", "1000"})
  int slots;

  /** Weights such as 1 and 0.25, or from 1e-300 to 1e300. */
  @Param({"false", "true"})
  boolean hostile;

  private List<Claim> claims;
  private List<SlotDemand> demands;

  @Setup
  public void setup() {
    SplittableRandom random = new SplittableRandom(42);
    int perSlot = 2 * BUDGET_TOKENS / slots;
    demands = IntStream.range(0, slots).mapToObj(i -> demand(i, perSlot, random)).toList();
    claims =
        demands.stream()
            .map(
                demand ->
                    Claim.of(
                        demand.slot().name(),
                        demand.slot().floor().tokensOf(BUDGET_TOKENS),
                        demand.slot().floor().tokensOf(BUDGET_TOKENS)
                            + demand.tokens().orElse(BUDGET_TOKENS),
                        demand.slot().weight()))
            .toList();
  }

  private SlotDemand demand(int i, int perSlot, SplittableRandom random) {
    double weight =
        hostile ? Math.pow(10, random.nextDouble(-300, 300)) : (1 + random.nextInt(8)) * 0.25;
    Slot slot =
        new Slot(
            "slot-" + i,
            Optional.empty(),
            new Amount.Tokens(random.nextInt(perSlot / 8)),
            Optional.of(new Amount.Ratio(0.5)),
            weight,
            random.nextInt(3),
            Stability.values()[random.nextInt(4)]);
    return new SlotDemand(slot, OptionalInt.of(random.nextInt(perSlot)), 0);
  }

  @Benchmark
  public int[] divide() {
    return WaterFill.divide(BUDGET_TOKENS, claims);
  }

  @Benchmark
  public BudgetPlan plan() {
    return Planner.plan(BUDGET_TOKENS, demands, StopSignal.NEVER);
  }
}
