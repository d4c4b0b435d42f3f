package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Share;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.Tiers;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.item.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Divides the input budget between the components of a request.
 *
 * <p>Stable components are granted first, out of what the policy's floors of the others leave, and
 * never more than their ceilings: so which of their items stay depends on stable input alone, and the
 * bytes that a provider caches do not change because a user pasted a long question. Only a policy
 * that prefers degrading to failing lets them give way.
 */
final class Grants {
  /** Share of the stable components where no policy divides: leaves a fifth to the conversation. */
  static final double STABLE_CEILING_RATIO = 0.8;

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
      return divide(true, volatileFloorTokens());
    } catch (BudgetUnsatisfiable e) {
      if (!request.policy().degrade()) {
        throw e;
      }
      return divide(false, leastTokens(false));
    }
  }

  /** Returns the policy's floors of slots that are not stable; no item has a part in it. */
  private long volatileFloorTokens() {
    return slots.groups().stream()
        .filter(group -> !group.stable())
        .mapToLong(group -> group.slot().floor().tokensOf(budgetTokens))
        .sum();
  }

  private long leastTokens(boolean stable) {
    long least = 0;
    for (SlotMap.Group group : slots.groups()) {
      if (group.stable() == stable) {
        least += sum(group, ComponentDemand::leastTokens);
      }
    }
    return least;
  }

  private long sum(SlotMap.Group group, ToIntFunction<ComponentDemand> tokens) {
    return group.components().stream().mapToLong(c -> tokens.applyAsInt(demands.get(c))).sum();
  }

  /**
   * @param floors whether floors beyond what must stay are honoured
   * @param reservedTokens what the stable slots leave to the others
   */
  private int[] divide(boolean floors, long reservedTokens) {
    int[] grants = new int[demands.size()];
    long stableLeast = leastTokens(true);
    long ceiling =
        request.policy().slots().isEmpty()
            ? (long) (STABLE_CEILING_RATIO * budgetTokens)
            : budgetTokens;
    int stableBudget = (int) Math.max(0, Math.min(ceiling, budgetTokens - reservedTokens));
    if (stableLeast > stableBudget) {
      // what must stay comes before the floors of others
      stableBudget = (int) Math.min(stableLeast, budgetTokens);
    }
    long stable = divide(true, stableBudget, floors, grants, 0);
    divide(false, budgetTokens - (int) stable, floors, grants, stable);
    return grants;
  }

  private long divide(
      boolean stable, int budget, boolean floors, int[] grants, long grantedBefore) {
    List<SlotMap.Group> groups = slots.groups().stream().filter(g -> g.stable() == stable).toList();
    List<Share> shares = new ArrayList<>();
    long floorTokens = 0;
    for (SlotMap.Group group : groups) {
      Share share = share(group, floors);
      shares.add(share);
      floorTokens += share.floorTokens();
    }
    if (floorTokens > budget) {
      throw unsatisfiable(floorTokens + grantedBefore + (stable ? leastTokens(false) : 0), grants);
    }
    int[] granted = Tiers.divide(budget, shares);
    long total = 0;
    for (int i = 0; i < groups.size(); i++) {
      total += granted[i];
      divideGroup(groups.get(i), granted[i], floors, grants);
    }
    return total;
  }

  private Share share(SlotMap.Group group, boolean floors) {
    Slot slot = group.slot();
    long demand = sum(group, ComponentDemand::totalTokens);
    long least = 0;
    for (int c : group.components()) {
      least += floorOf(c, floors);
    }
    long floor =
        floors ? Math.max(least, Math.min(slot.floor().tokensOf(budgetTokens), demand)) : least;
    Optional<Amount> ceiling = slot.ceiling();
    long most = ceiling.isPresent() ? ceiling.get().tokensOf(budgetTokens) : Integer.MAX_VALUE;
    most = Math.max(floor, Math.min(most, demand));
    return new Share(slot.name(), clamp(floor), clamp(most), slot.weight(), slot.priority());
  }

  private void divideGroup(SlotMap.Group group, int grant, boolean floors, int[] grants) {
    List<Share> shares = new ArrayList<>();
    for (int c : group.components()) {
      Component component = request.components().get(c);
      int floor = floorOf(c, floors);
      int most = Math.min(component.maxTokens().orElse(Integer.MAX_VALUE), demands.get(c).totalTokens());
      shares.add(
          new Share(
              component.id(),
              floor,
              Math.max(floor, most),
              component.weight().orElse(1),
              component.priority().orElseGet(() -> request.policy().priorityOf(component.kind()))));
    }
    int[] granted = Tiers.divide(grant, shares);
    for (int i = 0; i < granted.length; i++) {
      grants[group.components().get(i)] = granted[i];
    }
  }

  private int floorOf(int component, boolean floors) {
    ComponentDemand demand = demands.get(component);
    int wanted = floors ? request.components().get(component).minTokens().orElse(0) : 0;
    return Math.max(demand.leastTokens(), Math.min(wanted, demand.totalTokens()));
  }

  private static int clamp(long tokens) {
    return (int) Math.min(Integer.MAX_VALUE, tokens);
  }

  private BudgetUnsatisfiable unsatisfiable(long required, int[] grants) {
    return new BudgetUnsatisfiable(
        required + request.inputBudgetTokens() - budgetTokens,
        request.inputBudgetTokens(),
        ForcedItems.namesOf(request, demands, grants));
  }
}
