package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import java.util.ArrayList;
import java.util.List;
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
 * Requests at the limits that are made to be slow. Four times the items must cost little more than
 * four times the time, in every shape.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="HostileFitBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class HostileFitBenchmark {
  private static final int COMPONENTS = 1_000;

  /** What is fitted. */
  public enum Shape {
    ONE_GROUP,
    KEEP_WITH_NEXT,
    KEEP_WITH_PREVIOUS,
    KEEP_WITH_FIRST,
    EQUAL_SCORES,
    ZERO_SCORES,
    ALL_PINNED_MESSAGES,
    CALLS_IN_ONE_MESSAGE,
    ONE_OLD_TURN_BY_RELEVANCE,
    HALF_OF_A_TURN_IN_ONE_GROUP,
    THOUSAND_COMPONENTS,
    THOUSAND_HISTORIES,
    THOUSAND_WILD_WEIGHTS,
    THOUSAND_COMPONENTS_OVER_BUDGET,
    THOUSAND_WILD_WEIGHTS_OVER_BUDGET;

    FitInputs.Input of(int items) {
      FitInputs make = new FitInputs();
      return switch (this) {
        case ONE_GROUP -> linked(make, items, i -> "all", i -> List.of());
        case KEEP_WITH_NEXT -> linked(make, items, i -> "", i -> id(Math.min(i + 1, items - 1)));
        case KEEP_WITH_PREVIOUS -> linked(make, items, i -> "", i -> id(Math.max(i - 1, 0)));
        case KEEP_WITH_FIRST -> linked(make, items, i -> "", i -> id(0));
        case EQUAL_SCORES -> scored(make, items, 0.5);
        case ZERO_SCORES -> scored(make, items, 0);
        case ALL_PINNED_MESSAGES -> pinned(make, items);
        case CALLS_IN_ONE_MESSAGE -> calls(make, items);
        case ONE_OLD_TURN_BY_RELEVANCE -> oldTurn(make, items);
        case HALF_OF_A_TURN_IN_ONE_GROUP -> halfGrouped(make, items);
        case THOUSAND_COMPONENTS -> make.half(components(make, items));
        case THOUSAND_HISTORIES -> make.half(histories(make, items));
        case THOUSAND_WILD_WEIGHTS -> make.half(wild(make, components(make, items)));
        case THOUSAND_COMPONENTS_OVER_BUDGET -> make.input(pinnedComponents(make, items), 0.1);
        case THOUSAND_WILD_WEIGHTS_OVER_BUDGET ->
            make.input(wild(make, pinnedComponents(make, items)), 0.1);
      };
    }
  }

  @Param Shape shape;

  @Param({"5000", "20000"})
  int items;

  private FitInputs.Input input;

  @Setup
  public void setup() {
    input = shape.of(items);
  }

  /** Returns the fit, or why there is none. */
  @Benchmark
  public Object fit() {
    try {
      return input.fit();
    } catch (BudgetUnsatisfiable refused) {
      return refused;
    }
  }

  private interface Links<T> {
    T of(int item);
  }

  private static List<String> id(int item) {
    return List.of("passage:" + item);
  }

  private static FitInputs.Input linked(
      FitInputs make, int items, Links<String> group, Links<List<String>> keepWith) {
    List<Item> passages = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      passages.add(make.passage(make.random().nextDouble(), group.of(i), keepWith.of(i)));
    }
    return docs(make, passages);
  }

  private static FitInputs.Input scored(FitInputs make, int items, double score) {
    List<Item> passages = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      passages.add(make.passage(score, "", List.of()));
    }
    return docs(make, passages);
  }

  private static FitInputs.Input docs(FitInputs make, List<Item> items) {
    Reduction reduction = ComponentKind.RETRIEVED.reduction();
    return make.half(List.of(make.component("docs", ComponentKind.RETRIEVED, reduction, items)));
  }

  private static FitInputs.Input history(FitInputs make, Reduction reduction, List<Item> items) {
    Component history = make.component("history", ComponentKind.HISTORY, reduction, items);
    return make.half(List.of(history));
  }

  private static FitInputs.Input pinned(FitInputs make, int items) {
    List<Item> all = make.messages(items / 2);
    make.messages(items / 2).forEach(item -> all.add(ItemBuilder.from(item).pinned(true).build()));
    return history(make, new Reduction.DropItems(), all);
  }

  private static FitInputs.Input calls(FitInputs make, int items) {
    List<Item> all = new ArrayList<>();
    all.add(make.message(Role.USER, FitInputs.text()));
    make.addCalls(all, items / 2);
    addTurns(make, all, items - all.size());
    return history(make, new Reduction.DropItems(), all);
  }

  private static void addTurns(FitInputs make, List<Item> items, int messages) {
    for (int i = 0; i < messages; i++) {
      items.add(make.message(i % 2 == 0 ? Role.USER : Role.ASSISTANT, FitInputs.text()));
    }
  }

  /** Returns a long turn, of which all is worth the same, before a short one. */
  private static FitInputs.Input oldTurn(FitInputs make, int items) {
    List<Item> all = new ArrayList<>();
    all.add(make.message(Role.USER, FitInputs.text()));
    for (int i = 0; i < items - 3; i++) {
      all.add(make.message(Role.ASSISTANT, FitInputs.text()));
    }
    addTurns(make, all, 2);
    return history(make, new Reduction.ByRelevance(40), all);
  }

  private static FitInputs.Input halfGrouped(FitInputs make, int items) {
    List<Item> all = new ArrayList<>();
    all.add(make.message(Role.USER, FitInputs.text()));
    for (int i = 0; i < items - 1; i++) {
      Item item = make.message(Role.ASSISTANT, FitInputs.text());
      all.add(i % 2 == 0 ? item : ItemBuilder.from(item).group("all").build());
    }
    return history(make, new Reduction.DropItems(), all);
  }

  private static List<Component> components(FitInputs make, int items) {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < COMPONENTS; i++) {
      components.add(
          make.component(
              "c" + i,
              ComponentKind.CUSTOM,
              Stability.values()[i % 2],
              new Reduction.DropItems(),
              make.passages(items / COMPONENTS)));
    }
    return components;
  }

  private static List<Component> wild(FitInputs make, List<Component> components) {
    return components.stream().map(make::wildWeight).toList();
  }

  private static List<Component> histories(FitInputs make, int items) {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < COMPONENTS; i++) {
      List<Item> messages = new ArrayList<>();
      addTurns(make, messages, items / COMPONENTS);
      components.add(
          make.component("c" + i, ComponentKind.HISTORY, new Reduction.DropItems(), messages));
    }
    return components;
  }

  private static List<Component> pinnedComponents(FitInputs make, int items) {
    return components(make, items).stream()
        .map(c -> make.component(c.id(), c.kind(), c.stability(), new Reduction.None(), c.items()))
        .toList();
  }
}
