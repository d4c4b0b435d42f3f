package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promises of {@link Planner} on random policies: stable and other slots of three priorities,
 * bounds in tokens and in shares, demands given or not. Floors always fit.
 */
class PlannerPropertyTest {
  private static final int LEAST_BUDGET_TOKENS = 1000;

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void spendsEveryTokenThatSomeSlotCouldUse(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    BudgetPlan plan = plan(budget, randomDemands(random));

    long most = plan.grants().stream().mapToLong(grant -> mostTokens(grant, budget)).sum();
    assertEquals(Math.min(budget, most), plan.grantedTokens());
    assertEquals(budget, plan.grantedTokens() + plan.unusedTokens());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsFloorsCeilingsAndDemands(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);

    for (Grant grant : plan(budget, randomDemands(random)).grants()) {
      assertTrue(grant.firmTokens() >= floorTokens(grant, budget), grant.toString());
      assertTrue(grant.grantTokens() >= grant.firmTokens(), grant.toString());
      assertTrue(grant.grantTokens() <= mostTokens(grant, budget), grant.toString());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void doesNotDependOnTheOrderOfTheSlots(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    List<SlotDemand> demands = randomDemands(random);
    List<SlotDemand> shuffled = new ArrayList<>(demands);
    Collections.shuffle(shuffled, random);

    BudgetPlan plan = plan(budget, shuffled);

    assertEquals(shuffled, plan.grants().stream().map(Grant::demand).toList());
    assertEquals(byName(plan(budget, demands)), byName(plan));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void satisfiesAPriorityBeforeALowerOneGetsMoreThanItsFloor(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    List<Grant> grants = plan(budget, randomDemands(random)).grants();

    for (Grant low : grants) {
      for (Grant high : grants) {
        if (sameGroup(low, high) && high.slot().priority() > low.slot().priority()) {
          assertStrict(low, high, Grant::grantTokens, budget);
          assertStrict(low, high, Grant::firmTokens, budget);
        }
      }
    }
  }

  private static void assertStrict(Grant low, Grant high, ToIntFunction<Grant> tokens, int budget) {
    boolean lowAtFloor = tokens.applyAsInt(low) <= floorTokens(low, budget);
    boolean highSatisfied = tokens.applyAsInt(high) >= mostTokens(high, budget);
    assertTrue(lowAtFloor || highSatisfied, low + " before " + high);
  }

  /** Oracle: inside a priority nobody can gain a token from one with more per unit of weight. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void leavesNoFairExchangeInsideAPriority(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    List<Grant> grants = plan(budget, randomDemands(random)).grants();

    for (Grant winner : grants) {
      for (Grant loser : grants) {
        if (sameGroup(winner, loser)
            && winner.slot().priority() == loser.slot().priority()
            && winner.grantTokens() < mostTokens(winner, budget)
            && loser.grantTokens() > floorTokens(loser, budget)) {
          double after = (winner.grantTokens() + 1) / winner.slot().weight();
          double before = (loser.grantTokens() - 1) / loser.slot().weight();
          assertTrue(before <= after * (1 + 1e-12), winner + " should take from " + loser);
        }
      }
    }
  }

  /** INV-35. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void grantsStableSlotsTheSameWhateverTheOthersDemand(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    List<SlotDemand> demands = randomDemands(random);
    List<SlotDemand> changed =
        demands.stream()
            .map(demand -> stable(demand.slot()) ? demand : randomDemand(demand.slot(), random))
            .toList();

    assertEquals(stableFirm(budget, demands), stableFirm(budget, changed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void givesTheOthersMoreThanTheirFloorsOnlyFromWhatStableSlotsLeave(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    List<Grant> grants = plan(budget, randomDemands(random)).grants();
    boolean stableUnmet = grants.stream().anyMatch(grant -> unmetStable(grant, budget));

    long others = grants.stream().filter(g -> !stable(g.slot())).mapToLong(Grant::firmTokens).sum();
    double reserved =
        grants.stream()
            .filter(g -> !stable(g.slot()))
            .mapToDouble(g -> g.slot().floor().exactTokensOf(budget).doubleValue())
            .sum();
    assertTrue(!stableUnmet || others <= reserved + 1e-6);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holdsBackLessThanATokenASlotWhereStableSlotsAreSatisfied(long seed) {
    Random random = new Random(seed);
    int budget = randomBudget(random);
    BudgetPlan plan = plan(budget, randomDemands(random));
    boolean stableUnmet = plan.grants().stream().anyMatch(grant -> unmetStable(grant, budget));

    long firm = plan.grants().stream().mapToLong(Grant::firmTokens).sum();
    assertTrue(stableUnmet || plan.grantedTokens() - firm < plan.grants().size());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takesNoFirmTokenBackWhenTheBudgetGrows(long seed) {
    Random random = new Random(seed);
    List<SlotDemand> demands = randomDemands(random);
    int budget = randomBudget(random);
    List<Grant> before = plan(budget, demands).grants();
    for (int step = 0; step < 12; step++) {
      boolean exempt = excepted(before, budget);
      budget += step < 6 ? 1 : random.nextInt(1 << (2 * step - 8));
      List<Grant> after = plan(budget, demands).grants();
      for (int i = 0; i < after.size(); i++) {
        assertTrue(
            after.get(i).firmTokens() >= before.get(i).firmTokens()
                || exempt && !stable(after.get(i).slot()),
            before.get(i) + " became " + after.get(i));
      }
      before = after;
    }
  }

  /** The exception in the Javadoc: the others live on their floors and a ceiling grows. */
  private static boolean excepted(List<Grant> grants, int budget) {
    return grants.stream().anyMatch(grant -> unmetStable(grant, budget))
        && grants.stream()
            .filter(grant -> !stable(grant.slot()))
            .anyMatch(grant -> grant.slot().ceiling().orElse(null) instanceof Amount.Ratio);
  }

  private static Map<String, Integer> stableFirm(int budget, List<SlotDemand> demands) {
    return plan(budget, demands).grants().stream()
        .filter(grant -> stable(grant.slot()))
        .collect(Collectors.toMap(grant -> grant.slot().name(), Grant::firmTokens));
  }

  private static boolean unmetStable(Grant grant, int budget) {
    return stable(grant.slot()) && grant.firmTokens() < mostTokens(grant, budget);
  }

  private static boolean stable(Slot slot) {
    return slot.stability().isStable();
  }

  private static boolean sameGroup(Grant a, Grant b) {
    return stable(a.slot()) == stable(b.slot());
  }

  private static int floorTokens(Grant grant, int budget) {
    return Math.min(
        grant.slot().floor().tokensOf(budget), grant.demand().tokens().orElse(Integer.MAX_VALUE));
  }

  private static int mostTokens(Grant grant, int budget) {
    int ceiling =
        Math.min(
            budget, grant.slot().ceiling().map(c -> c.tokensOf(budget)).orElse(Integer.MAX_VALUE));
    return Math.min(ceiling, grant.demand().tokens().orElse(Integer.MAX_VALUE));
  }

  private static Map<String, Grant> byName(BudgetPlan plan) {
    return plan.grants().stream()
        .collect(Collectors.toMap(grant -> grant.slot().name(), Function.identity()));
  }

  private static int randomBudget(Random random) {
    return LEAST_BUDGET_TOKENS + random.nextInt(1 << (4 + random.nextInt(20)));
  }

  private static List<SlotDemand> randomDemands(Random random) {
    int slots = 1 + random.nextInt(12);
    return IntStream.range(0, slots)
        .mapToObj(i -> randomDemand(randomSlot("s" + i, random, slots), random))
        .toList();
  }

  /** Floors of {@code slots} slots take at most four fifths of the least budget. */
  private static Slot randomSlot(String name, Random random, int slots) {
    Amount floor =
        switch (random.nextInt(4)) {
          case 0 -> new Amount.Tokens(random.nextInt(200 / slots + 1));
          case 1 -> new Amount.Ratio(0.8 * random.nextDouble() / slots);
          default -> new Amount.Tokens(0);
        };
    Optional<Amount> ceiling =
        switch (random.nextInt(4)) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(new Amount.Ratio(Math.max(0.2, random.nextDouble())));
          default -> Optional.of(randomCeiling(floor, random));
        };
    if (slots <= 4 && floor instanceof Amount.Ratio) {
      ceiling = Optional.empty(); // such a floor may be above a ceiling of 0.2
    }
    double weight =
        random.nextBoolean() ? 1 + random.nextInt(3) : Math.exp(random.nextGaussian() * 2);
    Stability stability = Stability.values()[random.nextInt(4)];
    return new Slot(
        name, Optional.empty(), floor, ceiling, weight, 10 * random.nextInt(3), stability);
  }

  private static Amount randomCeiling(Amount floor, Random random) {
    if (floor instanceof Amount.Tokens tokens) {
      return new Amount.Tokens(tokens.tokens() + random.nextInt(1 << random.nextInt(20)));
    }
    double ratio = ((Amount.Ratio) floor).ratio();
    return new Amount.Ratio(ratio + (1 - ratio) * random.nextDouble());
  }

  private static SlotDemand randomDemand(Slot slot, Random random) {
    return new SlotDemand(
        slot,
        random.nextInt(4) == 0
            ? OptionalInt.empty()
            : OptionalInt.of(random.nextInt(1 << random.nextInt(24))),
        0);
  }

  private static BudgetPlan plan(int budgetTokens, List<SlotDemand> demands) {
    return Planner.plan(budgetTokens, demands, StopSignal.NEVER);
  }
}
