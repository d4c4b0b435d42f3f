package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Stability;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What gives way when a budget is too small, and how far. */
class DegradationPropertyTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static FitPolicy degrading(FitPolicy policy) {
    return new FitPolicy(
        policy.slots(),
        policy.dropOrder(),
        policy.triggerRatio(),
        policy.targetRatio(),
        policy.alertRatios(),
        policy.notes(),
        true);
  }

  /** Returns the smallest budget that suffices; a doubling search, as it is monotone. */
  private static int least(RandomCase c, FitPolicy policy) {
    int low = 0;
    int high = c.budgetTokens();
    while (RandomCase.fit(c.components(), high, policy).isEmpty()) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (areOrdered(policy, middle)
          && RandomCase.fit(c.components(), middle, policy).isPresent()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static boolean areOrdered(FitPolicy policy, int budget) {
    return policy.slots().stream().allMatch(slot -> slot.isOrderedAt(budget));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void degradingChangesNothingThatFitsAndNeedsNoMoreThanFailing(long seed) {
    RandomCase c = RandomCase.of(seed);
    FitPolicy degrading = degrading(c.policy());
    Optional<FitResult> fit = RandomCase.fit(c.components(), c.budgetTokens(), degrading);
    c.fit()
        .ifPresent(
            whole -> assertEquals(whole.decisions(), fit.orElseThrow().decisions(), "as it fits"));
    if (fit.isPresent() && c.fit().isEmpty()) {
      Set<String> kept = Samples.kept(fit.get()).stream().collect(Collectors.toSet());
      for (Component component : c.components()) {
        component.items().stream()
            .filter(item -> item.pinned() || component.pinned())
            .filter(item -> Samples.decision(fit.get(), item.id()).reason() != DecisionReason.EMPTY)
            .forEach(item -> assertTrue(kept.contains(item.id()), item.id()));
      }
    }
  }

  @Test
  void degradingGivesUpFloorsInManyRequests() {
    Set<Long> helped = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      RandomCase c = RandomCase.of(seed);
      int strict = least(c, c.policy());
      int degrading = least(c, degrading(c.policy()));
      assertTrue(degrading <= strict, "seed %d: %d > %d".formatted(seed, degrading, strict));
      if (degrading < strict) {
        helped.add(seed);
      }
    }
    assertTrue(helped.size() >= 20, helped.size() + " of 300");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aComponentIsGrantedItsMinimumBeforeAnythingIsShared(long seed) {
    RandomCase c = RandomCase.of(seed);
    Set<String> ofPolicy =
        c.policy().slots().stream().map(slot -> slot.name()).collect(Collectors.toSet());
    c.fit()
        .ifPresent(
            fit -> {
              Map<String, Component> byId =
                  c.components().stream().collect(Collectors.toMap(Component::id, x -> x));
              for (SlotReport slot : fit.slots()) {
                Component component = byId.get(slot.slot().name());
                if (component != null && !ofPolicy.contains(slot.slot().name())) {
                  int promised = Math.min(component.minTokens().orElse(0), slot.demandTokens());
                  assertTrue(slot.grantTokens() >= promised, slot.toString());
                }
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theLevelSaysHowFarItWent(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit().ifPresent(fit -> assertEquals(level(c.components(), fit), fit.level()));
  }

  /** Tells the level from the decisions alone. */
  private static DegradationLevel level(List<Component> components, FitResult fit) {
    Map<String, Component> byId =
        components.stream().collect(Collectors.toMap(Component::id, Function.identity()));
    Set<DecisionReason> noLoss = Set.of(DecisionReason.EMPTY, DecisionReason.SUPERSEDED);
    Set<DecisionReason> musts =
        Set.of(DecisionReason.PINNED, DecisionReason.CURRENT_TURN, DecisionReason.GROUP);
    List<ItemDecision> reduced =
        fit.decisions().stream()
            .filter(d -> d.action() != Action.KEEP && !noLoss.contains(d.reason()))
            .toList();
    if (reduced.isEmpty()) {
      return DegradationLevel.NONE;
    }
    if (fit.decisions().stream()
        .allMatch(d -> d.action() == Action.DROP || musts.contains(d.reason()))) {
      return DegradationLevel.PINNED_ONLY;
    }
    List<ItemDecision> history =
        fit.decisions().stream()
            .filter(d -> byId.get(d.componentId()).hasMessages())
            .filter(d -> byId.get(d.componentId()).stability() == Stability.APPEND_ONLY)
            .toList();
    if (history.stream().noneMatch(reduced::contains)) {
      return DegradationLevel.REQUEST_ITEMS;
    }
    long before = history.stream().mapToLong(ItemDecision::beforeTokens).sum();
    long after = history.stream().mapToLong(ItemDecision::afterTokens).sum();
    return before - after < after ? DegradationLevel.OLDER_HISTORY : DegradationLevel.MOST_HISTORY;
  }
}
