package dev.contextbudget.core.budget;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Divides an input budget between slots: floors first, then stable slots, then the others; in each
 * of the two by strict priority, and {@link WaterFill} inside a priority.
 *
 * <p><b>Stable slots come first and blind.</b> Static and session slots share the budget less the
 * floors that the policy promises to the others, whether these use them or not. So what is kept of
 * the stable prefix never depends on the length of a history or a question, and a provider's cache
 * keeps hitting it. What is then left goes to the others.
 *
 * <p><b>Two grants a slot.</b> {@code firmTokens} follow that rule to the letter and round down:
 *
 * <ul>
 *   <li>those of a stable slot depend on the budget, the policy and the demands of stable slots
 *       only;
 *   <li>those of any slot do not fall when the budget grows. One exception cannot be had otherwise:
 *       while stable slots want more than they get, the others live on their own floors, which do
 *       not grow with the budget; a ceiling that is a share of the budget does, and its slot may
 *       then take from one of lower or equal priority.
 * </ul>
 *
 * <p>{@code grantTokens} spend every token that some slot can use: they start from the firm ones,
 * add the remainders of rounding, and give stable slots what the others leave of their floors. A
 * single token more of budget or demand may move them either way, so a prompt must not be built on
 * them; they answer how the window is divided.
 *
 * <p>The order of the slots decides nothing. Time O(n log n) for n slots.
 */
public final class Planner {

  /** The largest window of the contract. */
  private static final int MAX_BUDGET_TOKENS = 1_000_000_000;

  private Planner() {}

  /**
   * Returns the plan.
   *
   * @param inputBudgetTokens {@code > 0}
   * @param demands the slots, each name once and each ordered at this budget, and what they could
   *     use
   * @param stop asked for each slot and each level
   * @throws BudgetUnsatisfiable if the floors, as far as there is demand for them, exceed the
   *     budget
   */
  public static BudgetPlan plan(int inputBudgetTokens, List<SlotDemand> demands, StopSignal stop) {
    requireDistinctNames(demands);
    requireOrderedBounds(inputBudgetTokens, demands);
    requireFloorsFit(inputBudgetTokens, demands, stop);
    return Division.of(inputBudgetTokens, boundsOf(inputBudgetTokens, demands, stop), stop).plan();
  }

  private static List<SlotBounds> boundsOf(
      int inputBudgetTokens, List<SlotDemand> demands, StopSignal stop) {
    List<SlotBounds> bounds = new ArrayList<>(demands.size());
    for (SlotDemand demand : demands) {
      stop.check();
      bounds.add(SlotBounds.of(demand, inputBudgetTokens));
    }
    return bounds;
  }

  private static void requireDistinctNames(List<SlotDemand> demands) {
    Set<String> names = new HashSet<>();
    for (SlotDemand demand : demands) {
      if (!names.add(demand.slot().name())) {
        throw new IllegalArgumentException("two slots are named " + demand.slot().name());
      }
    }
  }

  private static void requireOrderedBounds(int inputBudgetTokens, List<SlotDemand> demands) {
    for (SlotDemand demand : demands) {
      if (!demand.slot().isOrderedAt(inputBudgetTokens)) {
        throw new IllegalArgumentException(
            "slot %s: of %d tokens its ceiling is below its floor"
                .formatted(demand.slot().name(), inputBudgetTokens));
      }
    }
  }

  private static void requireFloorsFit(
      int inputBudgetTokens, List<SlotDemand> demands, StopSignal stop) {
    long floors = floorTokens(inputBudgetTokens, demands, stop);
    if (floors <= inputBudgetTokens) {
      return;
    }
    List<String> forcedBy =
        boundsOf(inputBudgetTokens, demands, stop).stream()
            .filter(slot -> slot.floorTokens() > 0)
            .sorted(
                Comparator.comparingInt(SlotBounds::floorTokens)
                    .reversed()
                    .thenComparing(SlotBounds::name))
            .map(SlotBounds::name)
            .toList();
    throw new BudgetUnsatisfiable(
        leastBudgetTokens(inputBudgetTokens, demands, stop).orElse(floors),
        inputBudgetTokens,
        forcedBy);
  }

  private static long floorTokens(
      int inputBudgetTokens, List<SlotDemand> demands, StopSignal stop) {
    return boundsOf(inputBudgetTokens, demands, stop).stream()
        .mapToLong(SlotBounds::floorTokens)
        .sum();
  }

  /** Returns the least budget that holds the floors, as floors that are shares grow with it. */
  private static OptionalLong leastBudgetTokens(
      int tooFewTokens, List<SlotDemand> demands, StopSignal stop) {
    int low = tooFewTokens;
    int high = MAX_BUDGET_TOKENS;
    if (floorTokens(high, demands, stop) > high) {
      return OptionalLong.empty();
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (floorTokens(middle, demands, stop) <= middle) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }
}
