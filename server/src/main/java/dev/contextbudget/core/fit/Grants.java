package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Claim;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.item.Component;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Divides the input budget between the components of a request.
 *
 * <p>Stable components are granted first, out of what the policy's floors of the others leave, and
 * never more than their ceilings: so which of their items stay depends on stable input alone, and
 * the bytes that a provider caches do not change because a user pasted a long question. Only a
 * policy that prefers degrading to failing lets them give way.
 */
final class Grants {
  /** Share of the stable components where no policy divides: leaves a fifth to the conversation. */
  private static final BigDecimal STABLE_CEILING_RATIO = new BigDecimal("0.8");

  private static final int MAX_BUDGET_TOKENS = 1_000_000_000;

  /** Floors do not fit; holds what was granted before. */
  private static final class Shortfall extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient int[] grants;

    Shortfall(int[] grants) {
      super("floors do not fit", null, false, false);
      this.grants = grants;
    }
  }

  private final FitRequest request;
  private final SlotMap slots;
  private final List<ComponentDemand> demands;
  private final int budgetTokens;

  /**
   * @param budgetTokens input budget less the framing of the request
   */
  Grants(FitRequest request, SlotMap slots, List<ComponentDemand> demands, int budgetTokens) {
    this.request = request;
    this.slots = slots;
    this.demands = demands;
    this.budgetTokens = budgetTokens;
  }

  /**
   * Returns the tokens granted to each component.
   *
   * @throws BudgetUnsatisfiable if what must stay does not fit
   */
  int[] divide() {
    try {
      return divide(true);
    } catch (Shortfall e) {
      if (request.policy().degrade()) {
        return degraded();
      }
      throw unsatisfiable(e);
    }
  }

  private int[] degraded() {
    try {
      return divide(false);
    } catch (Shortfall e) {
      throw unsatisfiable(e);
    }
  }

  private BudgetUnsatisfiable unsatisfiable(Shortfall shortfall) {
    return new BudgetUnsatisfiable(
        leastBudgetTokens(),
        request.inputBudgetTokens(),
        ForcedItems.namesOf(request, demands, shortfall.grants));
  }

  /**
   * @param firm whether floors are honoured and stable slots granted without regard to the others
   */
  private int[] divide(boolean firm) throws Shortfall {
    int[] grants = new int[demands.size()];
    BigDecimal stable = divide(true, stableBudget(firm), firm, grants);
    divide(false, BigDecimal.valueOf(budgetTokens).subtract(stable), firm, grants);
    return grants;
  }

  /** Returns what stable slots may share: what must stay of them comes before floors of others. */
  private BigDecimal stableBudget(boolean firm) {
    BigDecimal budget = BigDecimal.valueOf(budgetTokens);
    BigDecimal others = firm ? volatileFloors() : BigDecimal.valueOf(leastTokens(false));
    BigDecimal share = budget.subtract(others);
    if (request.policy().slots().isEmpty()) {
      share = share.min(budget.multiply(STABLE_CEILING_RATIO));
    }
    return share.max(BigDecimal.valueOf(leastTokens(true))).min(budget);
  }

  /** Returns the policy's floors of slots that are not stable; no item has a part in it. */
  private BigDecimal volatileFloors() {
    return slots.groups().stream()
        .filter(group -> !group.stable())
        .map(group -> group.slot().floor().exactTokensOf(budgetTokens))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private long leastTokens(boolean stable) {
    return slots.groups().stream()
        .filter(group -> group.stable() == stable)
        .mapToLong(group -> sum(group, ComponentDemand::leastTokens))
        .sum();
  }

  private long sum(SlotMap.Group group, ToIntFunction<ComponentDemand> tokens) {
    return group.components().stream().mapToLong(c -> tokens.applyAsInt(demands.get(c))).sum();
  }

  private BigDecimal divide(boolean stable, BigDecimal budget, boolean firm, int[] grants)
      throws Shortfall {
    List<SlotMap.Group> groups = slots.groups().stream().filter(g -> g.stable() == stable).toList();
    List<TieredClaim> claims = groups.stream().map(group -> claim(group, firm)).toList();
    BigDecimal floors = TieredClaim.sum(claims, Claim::floorTokens);
    if (floors.compareTo(budget) > 0) {
      throw new Shortfall(grants);
    }
    int[] granted = TieredClaim.divide(budget, claims);
    for (int i = 0; i < granted.length; i++) {
      divideGroup(groups.get(i), granted[i], firm, grants);
    }
    return budget.min(TieredClaim.sum(claims, Claim::ceilingTokens));
  }

  private TieredClaim claim(SlotMap.Group group, boolean firm) {
    Slot slot = group.slot();
    BigDecimal demand = BigDecimal.valueOf(sum(group, ComponentDemand::totalTokens));
    BigDecimal floor =
        BigDecimal.valueOf(group.components().stream().mapToLong(c -> floorOf(c, firm)).sum());
    if (firm) {
      floor = floor.max(slot.floor().exactTokensOf(budgetTokens).min(demand));
    }
    BigDecimal ceiling =
        slot.ceiling().map(amount -> amount.exactTokensOf(budgetTokens)).orElse(demand);
    return new TieredClaim(
        new Claim(slot.name(), floor, ceiling.min(demand).max(floor), slot.weight()),
        slot.priority());
  }

  private void divideGroup(SlotMap.Group group, int grant, boolean firm, int[] grants) {
    List<TieredClaim> claims = new ArrayList<>();
    for (int c : group.components()) {
      Component component = request.components().get(c);
      int floor = floorOf(c, firm);
      int demand = demands.get(c).totalTokens();
      int most = Math.max(floor, Math.min(component.maxTokens().orElse(demand), demand));
      claims.add(
          new TieredClaim(
              Claim.of(component.id(), floor, most, component.weight().orElse(1)),
              component.priority().orElseGet(() -> request.policy().priorityOf(component.kind()))));
    }
    int[] granted = TieredClaim.divide(BigDecimal.valueOf(grant), claims);
    for (int i = 0; i < granted.length; i++) {
      grants[group.components().get(i)] = granted[i];
    }
  }

  private int floorOf(int component, boolean firm) {
    ComponentDemand demand = demands.get(component);
    int wanted = firm ? request.components().get(component).minTokens().orElse(0) : 0;
    return Math.max(demand.leastTokens(), Math.min(wanted, demand.totalTokens()));
  }

  private boolean isSatisfiable() {
    try {
      divide(!request.policy().degrade());
      return true;
    } catch (Shortfall e) {
      return false;
    }
  }

  /**
   * Returns the least input budget that would do: floors and ceilings that are shares grow with it.
   */
  private long leastBudgetTokens() {
    int framing = request.inputBudgetTokens() - budgetTokens;
    int low = budgetTokens;
    int high = Math.max(1, budgetTokens);
    while (!new Grants(request, slots, demands, high).isSatisfiable()) {
      low = high;
      if (high > MAX_BUDGET_TOKENS / 2) {
        return MAX_BUDGET_TOKENS;
      }
      high *= 2;
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (new Grants(request, slots, demands, middle).isSatisfiable()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (long) high + framing;
  }
}
