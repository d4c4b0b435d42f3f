package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a call of a conversation that goes on, whose history is cut in large steps. */
class GrowingFitPropertyTest {
  private static final ModelProfile MODEL = TestModels.words();

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  /** A call, and where the call before it had cut. */
  private record Case(
      List<Component> components,
      FitPolicy policy,
      int budgetTokens,
      Map<String, HistoryState> previous) {

    Optional<FitResult> fit(int tokens, boolean growing) {
      Layout layout = Layout.of(components, RandomRequests.conversations(components));
      FitRequest request =
          new FitRequest(
              MODEL,
              tokens,
              policy,
              components,
              RandomRequests.conversations(components),
              growing,
              previous,
              StopSignal.NEVER);
      try {
        Sizer sizer = new Sizer(MODEL, StopSignal.NEVER);
        return Optional.of(Fitter.fit(request, layout, sizer.measure(components, layout)));
      } catch (BudgetUnsatisfiable | InvalidRequest e) {
        return Optional.empty();
      }
    }
  }

  private static Case randomCase(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    SplittableRandom random = requests.random();
    List<Component> components = new ArrayList<>(requests.components());
    if (random.nextInt(3) == 0) {
      components.add(0, requests.passages("log", ComponentKind.CUSTOM, 5, Stability.APPEND_ONLY));
    }
    Case all = new Case(components, policy(List.of(), 1), 1_000_000, Map.of());
    int most = all.fit(1_000_000, false).map(FitResult::beforeTokens).orElse(1);
    int budget = 1 + random.nextInt(most + 20);
    FitPolicy policy =
        policy(FitPropertyTest.slots(requests, budget), random.nextBoolean() ? 1 : 0.9);
    Case first =
        new Case(components.stream().map(c -> earlier(c, random)).toList(), policy, 0, Map.of());
    Map<String, HistoryState> previous =
        random.nextBoolean()
            ? Map.of()
            : first.fit(budget, true).map(FitResult::histories).orElse(Map.of());
    return new Case(components, policy, budget, previous);
  }

  private static FitPolicy policy(List<Slot> slots, double triggerRatio) {
    return new FitPolicy(slots, List.of(), triggerRatio, 0.6, List.of(), Notes.DEFAULT, false);
  }

  /** Returns a history as it was some messages ago, other components as they are. */
  private static Component earlier(Component component, SplittableRandom random) {
    int messages = component.hasMessages() ? 1 + random.nextInt(component.items().size()) : 0;
    return messages == 0
        ? component
        : RandomRequests.withItems(component, component.items().subList(0, messages));
  }

  private static boolean isMadeForThisRequest(Component component) {
    return component.stability() == Stability.REQUEST && !ComponentFit.ages(component);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv1_grantsAndPromptAreWithinTheBudget(long seed) {
    Case c = randomCase(seed);
    c.fit(c.budgetTokens(), true)
        .ifPresent(
            fit -> {
              assertEquals(Recount.of(fit.prompt()), fit.totalTokens());
              assertTrue(fit.totalTokens() <= c.budgetTokens());
              int framing = TestModels.PER_REQUEST + TestModels.PER_REPLY;
              int granted = fit.slots().stream().mapToInt(SlotReport::grantTokens).sum();
              assertTrue(granted + framing <= c.budgetTokens(), fit.slots().toString());
            });
  }

  /** Without a loan a request is fitted as a single call is. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv35_aLoanTakesNothingFromAnybody(long seed) {
    Case c = randomCase(seed);
    Optional<FitResult> single = c.fit(c.budgetTokens(), false);
    Optional<FitResult> lent = c.fit(c.budgetTokens(), true);
    assertEquals(single.isPresent(), lent.isPresent());
    if (single.isEmpty()) {
      return;
    }
    for (Component component : c.components()) {
      if (!ComponentFit.ages(component)) {
        TreeValue own = TreeValue.of(component, single.get());
        TreeValue now = TreeValue.of(component, lent.get());
        boolean borrows = isMadeForThisRequest(component);
        assertTrue(borrows ? now.compareTo(own) >= 0 : now.compareTo(own) == 0, component.id());
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_moreBudgetKeepsLessOnlyOfALoanThatAHistoryTakesBack(long seed) {
    Case c = randomCase(seed);
    int more = c.budgetTokens() + 1 + new SplittableRandom(seed).nextInt(60);
    Optional<FitResult> smaller = c.fit(c.budgetTokens(), true);
    if (smaller.isEmpty()) {
      return;
    }
    FitResult larger = c.fit(more, true).orElseThrow();
    boolean takenBack =
        c.components().stream().anyMatch(x -> takesBack(c, x, smaller.get(), larger));
    for (Component component : c.components()) {
      if (!takenBack || !isMadeForThisRequest(component)) {
        TreeValue before = TreeValue.of(component, smaller.get());
        TreeValue after = TreeValue.of(component, larger);
        assertTrue(
            after.compareTo(before) >= 0,
            "%s keeps %s of %d, %s of %d"
                .formatted(component.id(), before, c.budgetTokens(), after, more));
      }
    }
  }

  /** Returns true if the smaller budget made a cut of its own and the larger one made none. */
  private static boolean takesBack(
      Case c, Component component, FitResult smaller, FitResult larger) {
    if (!ComponentFit.ages(component)) {
      return false;
    }
    boolean limited =
        component.reduction() instanceof Reduction.KeepLastTurns
            || component.reduction() instanceof Reduction.Window;
    if (limited || !component.hasMessages()) {
      return !decisions(component, smaller).equals(decisions(component, larger));
    }
    HistoryState before = c.previous().getOrDefault(component.id(), HistoryState.UNCUT);
    return larger.histories().get(component.id()).equals(before)
        && !smaller.histories().get(component.id()).equals(before);
  }

  private static Map<String, Action> decisions(Component component, FitResult fit) {
    Map<String, Action> actions = new HashMap<>();
    fit.decisions().stream()
        .filter(d -> d.componentId().equals(component.id()))
        .forEach(d -> actions.put(d.itemId(), d.action()));
    return actions;
  }

  /** Token by token, because a loan that follows what happens to fit would go up and down. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLoanDoesNotFallWhileTheHistoryStaysCut(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    Component history = requests.history("history", 25);
    Component passages =
        requests.passages("retrieved", ComponentKind.RETRIEVED, 12, Stability.REQUEST);
    Case c = new Case(List.of(history, passages), policy(List.of(), 1), 0, Map.of());
    int budget = 150 + requests.random().nextInt(300);
    Optional<FitResult> before = c.fit(budget, true);
    for (int more = 1; before.isPresent() && more < 12; more++) {
      FitResult now = c.fit(budget + more, true).orElseThrow();
      if (!takesBack(c, history, before.get(), now)) {
        assertTrue(
            now.slots().get(1).grantTokens() >= before.get().slots().get(1).grantTokens(),
            before.get().slots() + " and then " + now.slots());
      }
      before = Optional.of(now);
    }
  }

  /** A growing history is cut for want of room, not because it fills what it asked for. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatFitsBelowTheTriggerIsNotCut(long seed) {
    Case c = randomCase(seed);
    Optional<FitResult> single = c.fit(1_000_000, false);
    Optional<FitResult> growing =
        new Case(c.components(), c.policy(), 0, Map.of()).fit(1_000_000, true);
    boolean capped =
        c.policy().slots().stream().anyMatch(slot -> slot.ceiling().isPresent())
            || c.components().stream().anyMatch(x -> x.maxTokens().isPresent());
    if (single.isPresent() && !capped) {
      assertEquals(single.get().decisions(), growing.orElseThrow().decisions());
    }
  }
}
