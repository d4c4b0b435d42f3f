package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * Cost of deciding what to keep, and of writing it, where about half can stay and sizes are known.
 * Expect growth as n log n in the number of items.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="FitBenchmark -prof gc"</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FitBenchmark {

  /** What is fitted. */
  public enum Shape {
    PASSAGES_BY_RELEVANCE,
    PASSAGES_DROP_ITEMS,
    HISTORY_DROP_ITEMS,
    HISTORY_BY_RELEVANCE,
    HISTORY_KEEP_LAST_TURNS,
    HISTORY_CLEAR_TOOL_RESULTS,
    HISTORY_WINDOW,
    TEN_COMPONENTS;

    FitInputs.Input of(int items) {
      FitInputs make = new FitInputs();
      return make.half(
          switch (this) {
            case PASSAGES_BY_RELEVANCE -> passages(make, items, new Reduction.ByRelevance(40));
            case PASSAGES_DROP_ITEMS -> passages(make, items, new Reduction.DropItems());
            case HISTORY_DROP_ITEMS -> history(make, items, new Reduction.DropItems());
            case HISTORY_BY_RELEVANCE -> history(make, items, new Reduction.ByRelevance(40));
            case HISTORY_KEEP_LAST_TURNS ->
                history(make, items, new Reduction.KeepLastTurns(items / 10));
            case HISTORY_CLEAR_TOOL_RESULTS ->
                history(make, items, new Reduction.ClearToolResults(3, 0, Set.of()));
            case HISTORY_WINDOW -> history(make, items, new Reduction.Window(items / 2, 4));
            case TEN_COMPONENTS -> tenComponents(make, items / 10);
          });
    }
  }

  @Param Shape shape;

  @Param({"100", "1000", "10000", "100000"})
  int items;

  private FitInputs.Input input;

  @Setup
  public void setup() {
    input = shape.of(items);
  }

  @Benchmark
  public FitResult fit() {
    return input.fit();
  }

  private static List<Component> passages(FitInputs make, int items, Reduction reduction) {
    return List.of(
        make.component("docs", ComponentKind.RETRIEVED, reduction, make.passages(items)));
  }

  private static List<Component> history(FitInputs make, int items, Reduction reduction) {
    return List.of(
        make.component("history", ComponentKind.HISTORY, reduction, make.messages(items)));
  }

  private static List<Component> tenComponents(FitInputs make, int each) {
    List<Component> components = new ArrayList<>();
    for (Stability stability : Stability.values()) {
      components.add(
          make.component(
              "custom-" + stability,
              ComponentKind.CUSTOM,
              stability,
              new Reduction.DropItems(),
              make.passages(each)));
    }
    for (ComponentKind kind :
        List.of(ComponentKind.EXAMPLES, ComponentKind.MEMORY, ComponentKind.RETRIEVED)) {
      components.add(make.component("c-" + kind, kind, kind.reduction(), make.passages(each)));
    }
    components.addAll(history(make, each, new Reduction.ClearToolResults(3, 0, Set.of())));
    components.add(
        make.component(
            "results", ComponentKind.TOOL_RESULTS, new Reduction.DropItems(), make.messages(each)));
    components.add(
        make.component(
            "input", ComponentKind.USER_INPUT, new Reduction.None(), make.passages(each)));
    return components;
  }
}
