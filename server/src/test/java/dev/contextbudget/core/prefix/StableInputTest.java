package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.Action;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * INV-35 and INV-32: what a provider caches does not move with the question of the day.
 *
 * <p>Each seed has two requests of the same static and session components, tight enough that some
 * of them are reduced in most seeds, and of wholly different other ones, under a budget that is
 * enough for both: so that every seed compares two answers.
 */
class StableInputTest {
  private static final int SEEDS = 1000;
  private static final AtomicInteger RUN = new AtomicInteger();
  private static final AtomicInteger REDUCED = new AtomicInteger();

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @AfterAll
  static void stableComponentsWereReducedInMostSeeds() {
    assertTrue(RUN.get() < SEEDS || REDUCED.get() > SEEDS / 2, REDUCED + " of " + RUN);
  }

  private static List<Component> stable(RandomRequests random) {
    List<Component> components = new ArrayList<>();
    components.add(random.passages("system", ComponentKind.SYSTEM, 1, Stability.STATIC));
    components.add(random.passages("examples", ComponentKind.EXAMPLES, 14, Stability.STATIC));
    components.add(random.passages("document", ComponentKind.CUSTOM, 14, Stability.SESSION));
    return components.stream().map(StableInputTest::ungrouped).toList();
  }

  private static List<Component> others(RandomRequests random) {
    List<Component> components = new ArrayList<>();
    if (random.random().nextInt(4) > 0) {
      components.add(random.history("history", random.random().nextInt(12)));
    }
    if (random.random().nextInt(4) > 0) {
      components.add(random.passages("retrieved", ComponentKind.RETRIEVED, 8, Stability.REQUEST));
    }
    if (random.random().nextBoolean()) {
      components.add(random.passages("memory", ComponentKind.MEMORY, 5, Stability.REQUEST));
    }
    if (!PrefixCalls.endsInOpenCalls(components)) {
      components.add(random.passages("input", ComponentKind.USER_INPUT, 1, Stability.REQUEST));
    }
    return components.stream().map(StableInputTest::ungrouped).toList();
  }

  /** A group may join a stable item with another one: it then depends on both. */
  private static Component ungrouped(Component c) {
    return ComponentBuilder.from(c)
        .minTokens(OptionalInt.empty()) // may be above a slot's ceiling
        .items(PrefixCalls.ungrouped(c.items()))
        .build();
  }

  private static List<Component> mixed(
      RandomRequests random, List<Component> stable, List<Component> others) {
    List<Component> components = new ArrayList<>(stable);
    others.forEach(o -> components.add(random.random().nextInt(components.size() + 1), o));
    // the caller's order of stable components is part of the stable input
    List<Component> inOrder = new ArrayList<>(stable);
    components.replaceAll(c -> stable.contains(c) ? inOrder.remove(0) : c);
    return components;
  }

  private static FitPolicy policy(RandomRequests random) {
    List<Slot> slots = new ArrayList<>();
    if (random.random().nextInt(3) == 0) {
      double ceiling = 0.2 + random.random().nextInt(3) / 10.0;
      slots.add(slot("examples", Stability.STATIC, random.random().nextInt(8), ceiling));
      slots.add(slot("retrieved", Stability.REQUEST, random.random().nextInt(20), 0.5));
    }
    return new FitPolicy(slots, List.of(), 1, 0.7, List.of(), Notes.DEFAULT, false);
  }

  private static Slot slot(String id, Stability stability, int floor, double ceiling) {
    return new Slot(
        id,
        Optional.empty(),
        new Amount.Tokens(floor),
        Optional.of(new Amount.Ratio(ceiling)),
        1,
        10,
        stability);
  }

  /** Fits, or tells how many tokens it takes. */
  private static OptionalInt needed(List<Component> components, int budget, FitPolicy policy) {
    try {
      fit(components, budget, policy);
      return OptionalInt.empty();
    } catch (BudgetUnsatisfiable e) {
      return OptionalInt.of((int) e.requiredTokens());
    }
  }

  private static FitResult fit(List<Component> components, int budget, FitPolicy policy) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    return Fitter.fit(
        RandomRequests.request(TestModels.words(), components, budget, policy),
        layout,
        new Sizer(TestModels.words(), StopSignal.NEVER).measure(components, layout));
  }

  private static List<Boundary> boundaries(List<Component> components, FitResult fit) {
    SentHistories sent =
        SentHistories.of(Optional.empty(), TestModels.words(), components, StopSignal.NEVER);
    return PrefixReport.of(
            TestModels.words(), components, fit, sent, CacheView.NONE, StopSignal.NEVER)
        .boundaries();
  }

  /** Returns what became of the items of stable components, and the hash of the bytes they are. */
  private static List<String> stablePart(List<Component> components, FitResult fit) {
    Set<String> stable =
        components.stream()
            .filter(c -> c.stability().isStable())
            .map(Component::id)
            .collect(Collectors.toSet());
    List<String> part = new ArrayList<>();
    fit.decisions().stream()
        .filter(d -> stable.contains(d.componentId()))
        .forEach(
            d ->
                part.add(
                    d.itemId() + " " + d.action() + " " + d.variant() + " " + d.afterTokens()));
    boundaries(components, fit).stream()
        .filter(b -> b.stability().isStable())
        .forEach(b -> part.add(HexFormat.of().formatHex(b.sha256())));
    return part;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv35And32_theStablePrefixIsAFunctionOfStableInput(long seed) {
    RandomRequests random = new RandomRequests(seed);
    List<Component> stable = stable(random);
    FitPolicy policy = policy(random);
    List<Component> one = mixed(random, stable, others(random));
    List<Component> two = mixed(random, stable, others(random));
    int budget = 40 + random.random().nextInt(160);
    for (int round = 0; round < 50; round++) {
      int now = budget;
      for (List<Component> components : Arrays.asList(one, two)) {
        budget = Math.max(budget, needed(components, now, policy).orElse(now));
      }
      if (budget == now) {
        break;
      }
    }

    FitResult first = fit(one, budget, policy);
    FitResult second = fit(two, budget, policy);

    assertEquals(stablePart(one, first), stablePart(two, second));
    boolean reduced =
        first.decisions().stream()
            .filter(d -> d.componentId().equals("examples") || d.componentId().equals("document"))
            .anyMatch(d -> d.action() != Action.KEEP);
    RUN.incrementAndGet();
    REDUCED.addAndGet(reduced ? 1 : 0);
    assertStableFirst(boundaries(one, first), one);
  }

  /** What is made for this request stands behind all boundaries that last. */
  private static void assertStableFirst(List<Boundary> boundaries, List<Component> components) {
    boolean open = PrefixCalls.endsInOpenCalls(components);
    for (int i = 1; i < boundaries.size(); i++) {
      Stability before = boundaries.get(i - 1).stability();
      Stability now = boundaries.get(i).stability();
      boolean current = open && now == Stability.APPEND_ONLY; // nothing may follow an open call
      assertTrue(before.compareTo(now) < 0 || current, before + " before " + now);
    }
  }
}
