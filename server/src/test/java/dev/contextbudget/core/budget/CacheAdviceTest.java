package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A token costs a dollar, or ten cents from the cache. */
class CacheAdviceTest {
  private static final TokenRates RATES = new TokenRates(1, 0.1);
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /** A history of 1,000 cached tokens costs 100 $ to read: as much as 100 fresh ones. */
  @Test
  void sendsEverythingWhileAFreshSelectionIsNotShorterThanTheReadPriceOfTheWhole() {
    assertEquals(new CacheAdvice(100, 99, false), history(99));
    assertEquals(new CacheAdvice(100, 100, true), history(100));
    assertEquals(new CacheAdvice(100, 101, true), history(101));
  }

  private static CacheAdvice history(int ceiling) {
    return advise(NO_LIMIT, demand("history", Stability.APPEND_ONLY, ceiling, 1000, 1000));
  }

  @Test
  void sendsASelectionWhenEverythingDoesNotFit() {
    SlotDemand history = demand("history", Stability.APPEND_ONLY, 500, 1000, 1000);

    assertTrue(advise(1000, history).sendEverything());
    assertFalse(advise(999, history).sendEverything());
  }

  @Test
  void readsTheCacheUpToTheFirstSlotThatIsCut() {
    CacheAdvice advice =
        advise(
            NO_LIMIT,
            demand("history", Stability.APPEND_ONLY, 1000, 100, 100),
            demand("examples", Stability.SESSION, 50, 200, 200),
            demand("system", Stability.STATIC, 1000, 40, 40));

    assertEquals(34, advice.sendEverythingUsd(), 1e-9, "340 tokens read");
    assertEquals(4 + 50 + 100, advice.sendSelectionUsd(), 1e-9, "40 read, 150 new");
  }

  @Test
  void paysForWhatTheCacheDoesNotHold() {
    CacheAdvice advice = advise(NO_LIMIT, demand("history", Stability.APPEND_ONLY, 1000, 100, 60));

    assertEquals(6 + 40, advice.sendEverythingUsd(), 1e-9);
    assertEquals(6 + 40, advice.sendSelectionUsd(), 1e-9);
    assertTrue(advice.sendEverything());
  }

  @Test
  void pricesALongInputByItsTier() {
    CacheAdvice advice =
        CacheAdvice.of(
            plan(demand("history", Stability.APPEND_ONLY, 150, 1000, 1000)),
            NO_LIMIT,
            tokens -> tokens > 500 ? new TokenRates(2, 0.2) : RATES);

    assertEquals(new CacheAdvice(200, 150, false), advice);
  }

  @Test
  void countsASlotWithoutADemandWithItsGrant() {
    Slot slot = slot("a", Stability.REQUEST, 70);
    BudgetPlan plan = plan(10_000, List.of(new SlotDemand(slot, OptionalInt.empty(), 90)));

    assertEquals(new CacheAdvice(7, 7, true), CacheAdvice.of(plan, NO_LIMIT, tokens -> RATES));
  }

  private static CacheAdvice advise(int inputLimit, SlotDemand... demands) {
    return CacheAdvice.of(plan(demands), inputLimit, tokens -> RATES);
  }

  private static BudgetPlan plan(SlotDemand... demands) {
    return plan(10_000, Arrays.asList(demands));
  }

  private static SlotDemand demand(
      String name, Stability stability, int ceiling, int demand, int cached) {
    return new SlotDemand(slot(name, stability, ceiling), OptionalInt.of(demand), cached);
  }

  private static Slot slot(String name, Stability stability, int ceiling) {
    return new Slot(
        name,
        Optional.empty(),
        new Amount.Tokens(0),
        Optional.of(new Amount.Tokens(ceiling)),
        1,
        0,
        stability);
  }

  private static BudgetPlan plan(int budgetTokens, List<SlotDemand> demands) {
    return Planner.plan(budgetTokens, demands, StopSignal.NEVER);
  }
}
