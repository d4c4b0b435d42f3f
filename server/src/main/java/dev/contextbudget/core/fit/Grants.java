package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Claim;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.TieredClaim;
import dev.contextbudget.core.budget.WaterFill;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.item.Component;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Divides the input budget between the components of a request.
 *
 * <p>Stable components are granted first, out of what the policy's floors of the others leave, and
 * never more than their ceilings: so which of their items stay depends on stable input alone, and
 * the bytes that a provider caches do not change because a user pasted a long question. Only a
 * policy that prefers degrading to failing lets them give way.
 *
 * <p>A slot may hold stable components and others. It has one floor and one ceiling for both: what
 * the stable ones could use of them counts first, so that it depends on stable input alone, and the
 * others have the rest.
 */
final class Grants {
  /** Share of the stable components where no policy divides: leaves a fifth to the conversation. */
  private static final BigDecimal STABLE_CEILING_RATIO = new BigDecimal("0.8");

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
  private final Demands demands;
  private final int inputBudgetTokens;
  private final int overheadTokens;

  /**
   * @param inputBudgetTokens of which floors and ceilings are shares
   * @param overheadTokens of it, what no component is granted: the framing of the request
   */
  Grants(
      FitRequest request,
      SlotMap slots,
      Demands demands,
      int inputBudgetTokens,
      int overheadTokens) {
    this.request = request;
    this.slots = slots;
    this.demands = demands;
    this.inputBudgetTokens = inputBudgetTokens;
    this.overheadTokens = overheadTokens;
  }

  /**
   * Returns the tokens granted to each component.
   *
   * @throws BudgetUnsatisfiable if what must stay does not fit
   */
  Granted divide() {
    try {
      return divideFirmly();
    } catch (Shortfall e) {
      if (request.policy().degrade()) {
        return degraded();
      }
      throw unsatisfiable(e);
    }
  }

  private Granted divideFirmly() throws Shortfall {
    Optional<Granted> whole = whole();
    return whole.isPresent() ? whole.get() : divide(true, demands.ifSomethingLeaves());
  }

  /** Returns the division under which nothing has to leave, if there is one. */
  private Optional<Granted> whole() {
    if (demands.ifNothingLeaves().equals(demands.ifSomethingLeaves())) {
      return Optional.empty(); // the other division tells
    }
    try {
      return Optional.of(divide(true, demands.ifNothingLeaves())).filter(Granted::meetsAll);
    } catch (Shortfall e) {
      return Optional.empty();
    }
  }

  /** Returns what a component would be granted if it wanted all that it may have. */
  int roomTokens(Granted granted, int component) {
    List<ComponentBounds> bounds = new ArrayList<>(granted.bounds());
    bounds.set(
        component,
        bounds.get(component).unlimited(request.components().get(component), inputBudgetTokens));
    try {
      int[] tokens = divide(granted.firm(), granted.demands(), bounds).tokens();
      return Math.max(tokens[component], granted.tokens()[component]);
    } catch (Shortfall e) {
      // a stable one leaves the others less than their floors then
      return Math.max(e.grants[component], granted.tokens()[component]);
    }
  }

  private Granted degraded() {
    try {
      return divide(false, demands.ifSomethingLeaves());
    } catch (Shortfall e) {
      throw unsatisfiable(e);
    }
  }

  private BudgetUnsatisfiable unsatisfiable(Shortfall shortfall) {
    return new BudgetUnsatisfiable(
        leastBudgetTokens(),
        request.inputBudgetTokens(),
        ForcedItems.namesOf(request, demands.ifSomethingLeaves(), shortfall.grants));
  }

  private List<ComponentBounds> bounds(List<ComponentDemand> demands, boolean firm) {
    List<ComponentBounds> bounds = new ArrayList<>();
    for (int c = 0; c < demands.size(); c++) {
      bounds.add(ComponentBounds.of(request.components().get(c), demands.get(c), firm));
    }
    return bounds;
  }

  /**
   * @param firm whether floors are honoured and stable slots granted without regard to the others
   */
  private Granted divide(boolean firm, List<ComponentDemand> demands) throws Shortfall {
    return divide(firm, demands, bounds(demands, firm));
  }

  private Granted divide(boolean firm, List<ComponentDemand> demands, List<ComponentBounds> bounds)
      throws Shortfall {
    int[] grants = new int[demands.size()];
    List<Share> shares = new ArrayList<>();
    BigDecimal stable =
        divide(true, firm, stableBudget(firm, demands, bounds), bounds, grants, shares);
    divide(false, firm, budget().subtract(stable), bounds, grants, shares);
    return new Granted(firm, demands, grants, bounds, shares);
  }

  private BigDecimal budget() {
    return BigDecimal.valueOf((long) inputBudgetTokens - overheadTokens);
  }

  /** Returns what stable slots may share: what must stay of them comes before floors of others. */
  private BigDecimal stableBudget(
      boolean firm, List<ComponentDemand> demands, List<ComponentBounds> bounds) {
    BigDecimal others = firm ? volatileFloors(bounds) : leastTokens(demands, SlotMap.Group::others);
    BigDecimal share = budget().subtract(others);
    if (request.policy().slots().isEmpty()) {
      share = share.min(budget().multiply(STABLE_CEILING_RATIO));
    }
    return share.max(leastTokens(demands, SlotMap.Group::stable)).min(budget());
  }

  /**
   * Returns what the policy promises to slots that are not stable, whether a component is there for
   * them or not: no item has a part in it, and no component that comes and goes.
   */
  private BigDecimal volatileFloors(List<ComponentBounds> bounds) {
    BigDecimal present =
        slots.groups().stream()
            .filter(group -> !group.slot().stability().isStable())
            .map(group -> rest(group.slot().floor(), group.stable(), bounds))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return slots.empty().stream()
        .filter(slot -> !slot.stability().isStable())
        .map(slot -> slot.floor().exactTokensOf(inputBudgetTokens))
        .reduce(present, BigDecimal::add);
  }

  private BigDecimal leastTokens(
      List<ComponentDemand> demands, Function<SlotMap.Group, List<Integer>> components) {
    return slots.groups().stream()
        .map(group -> sum(components.apply(group), c -> demands.get(c).leastTokens()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal sum(List<Integer> components, ToIntFunction<Integer> tokens) {
    return BigDecimal.valueOf(components.stream().mapToLong(tokens::applyAsInt).sum());
  }

  /** Returns what components leave of a slot's bound: they have the first claim on it. */
  private BigDecimal rest(Amount bound, List<Integer> components, List<ComponentBounds> bounds) {
    return bound
        .exactTokensOf(inputBudgetTokens)
        .subtract(sum(components, c -> bounds.get(c).wantedTokens()))
        .max(BigDecimal.ZERO);
  }

  private BigDecimal divide(
      boolean stable,
      boolean firm,
      BigDecimal budget,
      List<ComponentBounds> bounds,
      int[] grants,
      List<Share> shares)
      throws Shortfall {
    List<SlotMap.Group> groups =
        slots.groups().stream()
            .filter(group -> !(stable ? group.stable() : group.others()).isEmpty())
            .toList();
    List<TieredClaim> claims = groups.stream().map(g -> claim(g, stable, firm, bounds)).toList();
    if (TieredClaim.sum(claims, Claim::floorTokens).compareTo(budget) > 0) {
      throw new Shortfall(grants);
    }
    int[] granted = TieredClaim.divide(budget, claims, WaterFill::roundDown);
    boolean[] atFloor = TieredClaim.atFloor(claims, granted);
    for (int i = 0; i < granted.length; i++) {
      SlotMap.Group group = groups.get(i);
      List<Integer> components = stable ? group.stable() : group.others();
      shares.add(new Share(group.slot(), components, claims.get(i), granted[i], atFloor[i]));
      divideShare(request, components, granted[i], bounds, grants);
    }
    return budget.min(TieredClaim.sum(claims, Claim::ceilingTokens));
  }

  private TieredClaim claim(
      SlotMap.Group group, boolean stable, boolean firm, List<ComponentBounds> bounds) {
    Slot slot = group.slot();
    List<Integer> components = stable ? group.stable() : group.others();
    List<Integer> before = stable ? List.of() : group.stable();
    BigDecimal most = sum(components, c -> bounds.get(c).mostTokens());
    BigDecimal floor = sum(components, c -> bounds.get(c).floorTokens());
    if (firm) {
      BigDecimal wanted = sum(components, c -> bounds.get(c).wantedTokens());
      floor = floor.max(rest(slot.floor(), before, bounds).min(wanted));
    }
    BigDecimal ceiling = slot.ceiling().map(c -> rest(c, before, bounds)).orElse(most);
    return new TieredClaim(
        new Claim(slot.name(), floor, ceiling.min(most).max(floor), slot.weight()),
        slot.priority());
  }

  /** Divides what components of one slot share. */
  static void divideShare(
      FitRequest request,
      List<Integer> components,
      int tokens,
      List<ComponentBounds> bounds,
      int[] grants) {
    List<TieredClaim> claims = new ArrayList<>();
    for (int c : components) {
      Component component = request.components().get(c);
      claims.add(
          new TieredClaim(
              Claim.of(
                  component.id(),
                  bounds.get(c).floorTokens(),
                  bounds.get(c).mostTokens(),
                  component.weight().orElse(1)),
              component.priority().orElseGet(() -> request.policy().priorityOf(component.kind()))));
    }
    int[] granted = TieredClaim.divide(BigDecimal.valueOf(tokens), claims, WaterFill::roundDown);
    for (int i = 0; i < granted.length; i++) {
      grants[components.get(i)] = granted[i];
    }
  }

  private boolean isSatisfiable() {
    try {
      if (request.policy().degrade()) {
        divide(false, demands.ifSomethingLeaves());
      } else {
        divideFirmly();
      }
      return true;
    } catch (Shortfall e) {
      return false;
    }
  }

  /**
   * Returns the least input budget that would do: floors and ceilings that are shares grow with it.
   */
  private long leastBudgetTokens() {
    int low = inputBudgetTokens;
    int high = inputBudgetTokens;
    while (!at(high).isSatisfiable()) {
      low = high;
      if (high > FitRequest.MAX_BUDGET_TOKENS / 2) {
        return FitRequest.MAX_BUDGET_TOKENS;
      }
      high *= 2;
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (at(middle).isSatisfiable()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private Grants at(int otherBudgetTokens) {
    return new Grants(request, slots, demands, otherBudgetTokens, overheadTokens);
  }
}
