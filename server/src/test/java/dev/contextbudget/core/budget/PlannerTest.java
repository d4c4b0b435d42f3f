package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {

  static Stream<Arguments> plans() {
    return Stream.of(
        Arguments.of(
            "a higher priority is satisfied before a lower one gets anything",
            100,
            List.of(slot("low").demand(80), slot("high").priority(1).demand(70)),
            ints(30, 70),
            ints(30, 70)),
        Arguments.of(
            "a floor of a lower priority is reserved",
            100,
            List.of(slot("low").floor(20), slot("high").priority(1)),
            ints(20, 80),
            ints(20, 80)),
        Arguments.of(
            "as far as there is demand for it",
            100,
            List.of(slot("low").floor(20).demand(5), slot("high").priority(1)),
            ints(5, 95),
            ints(5, 95)),
        Arguments.of(
            "equal priorities share by weight",
            100,
            List.of(slot("a").weight(1), slot("b").weight(3)),
            ints(25, 75),
            ints(25, 75)),
        Arguments.of(
            "what one does not want goes to the others",
            100,
            List.of(slot("a").demand(10), slot("b"), slot("c")),
            ints(10, 45, 45),
            ints(10, 45, 45)),
        Arguments.of(
            "the remainder is granted and not firm",
            100,
            List.of(slot("a"), slot("b"), slot("c")),
            ints(34, 33, 33),
            ints(33, 33, 33)),
        Arguments.of(
            "stable slots come before higher priorities",
            100,
            List.of(slot("high").priority(9), slot("stable").stable().demand(60)),
            ints(40, 60),
            ints(40, 60)),
        Arguments.of(
            "but leave the others their floors",
            100,
            List.of(slot("high").floor(50), slot("stable").stable().demand(60)),
            ints(50, 50),
            ints(50, 50)),
        Arguments.of(
            "of which they are granted the unused part, not firmly",
            100,
            List.of(slot("high").floor(50).demand(20), slot("stable").stable().demand(90)),
            ints(20, 80),
            ints(20, 50)),
        Arguments.of(
            "after the other slots that could use it",
            100,
            List.of(
                slot("high").floor(50).demand(20),
                slot("other").demand(10),
                slot("stable").stable().demand(90)),
            ints(20, 10, 70),
            ints(20, 10, 50)),
        Arguments.of(
            "ratios are shares of the input budget, rounded down",
            101,
            List.of(
                slot("a").floorRatio(0.29).demand(1000).priority(-1),
                slot("b").ceilingRatio(0.5),
                slot("c").ceilingRatio(0.1)),
            ints(41, 50, 10),
            ints(40, 50, 10)),
        Arguments.of(
            "stable floors are kept although the others' unused floors overbook the budget",
            100,
            List.of(
                slot("a").floor(80).demand(10),
                slot("b").demand(50),
                slot("stable").stable().floor(60).demand(90)),
            ints(10, 30, 60),
            ints(10, 30, 60)),
        Arguments.of(
            "floors fit if they do after rounding down",
            10,
            List.of(
                slot("a").stable().floorRatio(0.34),
                slot("b").stable().floorRatio(0.34),
                slot("c").stable().floorRatio(0.34),
                slot("d").floor(1)),
            ints(3, 3, 3, 1),
            ints(3, 3, 3, 1)),
        Arguments.of("no slots leave all unused", 100, List.of(), ints(), ints()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void plans(String name, int budget, List<SlotSketch> slots, int[] grants, int[] firm) {
    BudgetPlan plan = plan(budget, demands(slots));

    assertArrayEquals(grants, plan.grants().stream().mapToInt(Grant::grantTokens).toArray());
    assertArrayEquals(firm, plan.grants().stream().mapToInt(Grant::firmTokens).toArray());
  }

  @Test
  void saysWhyAGrantIsNotLarger() {
    BudgetPlan plan =
        plan(
            100,
            demands(
                List.of(
                    slot("met").priority(2).demand(10),
                    slot("zero").demand(0),
                    slot("capped").priority(2).ceiling(20).demand(30),
                    slot("shares").priority(1).demand(70),
                    slot("floored").floor(5).demand(40),
                    slot("empty"))));

    assertEquals(
        List.of(
            GrantReason.DEMAND_MET,
            GrantReason.DEMAND_MET,
            GrantReason.CEILING,
            GrantReason.FAIR_SHARE,
            GrantReason.FLOOR,
            GrantReason.FLOOR),
        plan.grants().stream().map(Grant::reason).toList());
    assertEquals(
        List.of(10, 0, 20, 65, 5, 0), plan.grants().stream().map(Grant::grantTokens).toList());
  }

  @Test
  void reportsWhatIsLeft() {
    BudgetPlan plan =
        plan(
            1000,
            demands(List.of(slot("a").floor(10).ceiling(500).demand(400), slot("b").ceiling(300))));

    assertEquals(700, plan.grantedTokens());
    assertEquals(300, plan.unusedTokens());
    assertEquals(0.4, plan.utilizationRatio(), "of given demands only");
  }

  @Test
  void aDemandThatIsNotGrantedRaisesNoAlert() {
    BudgetPlan plan = plan(100, demands(List.of(slot("a").ceiling(69).demand(500))));

    assertEquals(0.69, plan.utilizationRatio());
    assertEquals(
        Optional.empty(),
        Alert.highest(plan.utilizationRatio(), Alert.DEFAULT_RATIOS, plan.uses()));
  }

  @Test
  void namesTheFloorsThatDoNotFitLargestFirst() {
    BudgetUnsatisfiable failure =
        assertThrows(
            BudgetUnsatisfiable.class,
            () ->
                plan(
                    100,
                    demands(
                        List.of(
                            slot("b").floor(30),
                            slot("none"),
                            slot("unused").floor(50).demand(0),
                            slot("c").floor(60),
                            slot("a").floor(30)))));

    assertEquals(120, failure.requiredTokens());
    assertEquals(100, failure.availableTokens());
    assertEquals(List.of("c", "a", "b"), failure.forcedBy());
  }

  /** 60 % of 12,498 is 7,498.8, and 7,498 leave 5,000. */
  @Test
  void namesTheLeastBudgetThatHoldsFloorsThatAreShares() {
    List<SlotDemand> slots = demands(List.of(slot("a").floorRatio(0.6), slot("b").floor(5000)));

    BudgetUnsatisfiable failure =
        assertThrows(BudgetUnsatisfiable.class, () -> plan(10_000, slots));

    assertEquals(12_498, failure.requiredTokens());
    assertEquals(12_498, plan(12_498, slots).grantedTokens());
  }

  @Test
  void namesTheSumOfFloorsThatNoBudgetHolds() {
    List<SlotDemand> slots = demands(List.of(slot("a").floorRatio(0.6), slot("b").floorRatio(0.6)));

    BudgetUnsatisfiable failure =
        assertThrows(BudgetUnsatisfiable.class, () -> plan(10_000, slots));

    assertEquals(12_000, failure.requiredTokens());
  }

  @Test
  void refusesACeilingBelowItsFloor() {
    List<SlotDemand> slots = demands(List.of(slot("a").floor(51).ceilingRatio(0.5)));

    assertThrows(IllegalArgumentException.class, () -> plan(100, slots));
    assertEquals(
        51, plan(102, demands(List.of(slot("a").floor(51).ceilingRatio(0.5)))).grantedTokens());
  }

  /** The exception to monotony that {@link Planner} documents. */
  @Test
  void letsAGrowingCeilingTakeFromAnotherSlotWhileStableSlotsWantMore() {
    List<SlotDemand> slots =
        demands(
            List.of(
                slot("stable").stable().demand(9000),
                slot("unused").floor(10).demand(0),
                slot("growing").ceilingRatio(0.01),
                slot("other")));

    assertEquals(List.of(90, 0, 1, 9), firm(plan(100, slots)));
    assertEquals(List.of(490, 0, 5, 5), firm(plan(500, slots)));
  }

  @Test
  void refusesTheSameNameTwice() {
    List<SlotDemand> slots = demands(List.of(slot("a"), slot("a")));

    assertThrows(IllegalArgumentException.class, () -> plan(100, slots));
  }

  private static List<Integer> firm(BudgetPlan plan) {
    return plan.grants().stream().map(Grant::firmTokens).toList();
  }

  private static List<SlotDemand> demands(List<SlotSketch> sketches) {
    return sketches.stream().map(SlotSketch::build).toList();
  }

  private static SlotSketch slot(String name) {
    return new SlotSketch(
        name, new Amount.Tokens(0), Optional.empty(), 1, 0, Stability.REQUEST, OptionalInt.empty());
  }

  private static int[] ints(int... values) {
    return values;
  }

  /** A slot and its demand, with one word for each difference from the defaults. */
  private record SlotSketch(
      String name,
      Amount floor,
      Optional<Amount> ceiling,
      double weight,
      int priority,
      Stability stability,
      OptionalInt demand) {
    SlotSketch floor(int tokens) {
      return withFloor(new Amount.Tokens(tokens));
    }

    SlotSketch floorRatio(double ratio) {
      return withFloor(new Amount.Ratio(ratio));
    }

    private SlotSketch withFloor(Amount amount) {
      return new SlotSketch(name, amount, ceiling, weight, priority, stability, demand);
    }

    SlotSketch ceiling(int tokens) {
      return withCeiling(new Amount.Tokens(tokens));
    }

    SlotSketch ceilingRatio(double ratio) {
      return withCeiling(new Amount.Ratio(ratio));
    }

    private SlotSketch withCeiling(Amount amount) {
      return new SlotSketch(name, floor, Optional.of(amount), weight, priority, stability, demand);
    }

    SlotSketch weight(double value) {
      return new SlotSketch(name, floor, ceiling, value, priority, stability, demand);
    }

    SlotSketch priority(int value) {
      return new SlotSketch(name, floor, ceiling, weight, value, stability, demand);
    }

    SlotSketch stable() {
      return new SlotSketch(name, floor, ceiling, weight, priority, Stability.SESSION, demand);
    }

    SlotSketch demand(int tokens) {
      return new SlotSketch(
          name, floor, ceiling, weight, priority, stability, OptionalInt.of(tokens));
    }

    SlotDemand build() {
      return new SlotDemand(
          new Slot(name, Optional.empty(), floor, ceiling, weight, priority, stability), demand, 0);
    }
  }

  private static BudgetPlan plan(int budgetTokens, List<SlotDemand> demands) {
    return Planner.plan(budgetTokens, demands, StopSignal.NEVER);
  }
}
