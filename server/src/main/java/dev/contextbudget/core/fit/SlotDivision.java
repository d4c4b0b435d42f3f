package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Claim;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.TieredClaim;
import dev.contextbudget.core.budget.WaterFill;
import dev.contextbudget.core.item.Component;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * One division of an input budget: stable components first, then the others.
 *
 * <p>A slot may hold both. It has one floor and one ceiling for them: what the stable ones could
 * use of it counts first, so that it depends on stable input alone, and the others have the rest.
 */
final class SlotDivision {
  /** Share of the stable components where no policy divides: leaves a fifth to the conversation. */
  private static final BigDecimal STABLE_CEILING_RATIO = new BigDecimal("0.8");

  /** Floors do not fit; holds what was granted before. */
  static final class Shortfall extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient int[] grants;

    private Shortfall(int[] grants) {
      super("floors do not fit", null, false, false);
      this.grants = grants;
    }

    /** Returns what a component had been granted, or 0. */
    int tokens(int component) {
      return grants[component];
    }

    int[] tokens() {
      return grants;
    }
  }

  private final FitRequest request;
  private final SlotMap slots;
  private final List<ComponentDemand> demands;
  private final List<ComponentBounds> bounds;
  private final boolean firm;
  private final int inputBudgetTokens;
  private final BigDecimal budget;
  private final int[] grants;
  private final List<Share> shares = new ArrayList<>();

  /**
   * @param bounds of each component
   * @param firm whether floors are honoured and stable slots granted without regard to the others
   * @param inputBudgetTokens of which floors and ceilings are shares
   * @param overheadTokens of it, what no component is granted: the framing of the request
   */
  SlotDivision(
      FitRequest request,
      SlotMap slots,
      List<ComponentDemand> demands,
      List<ComponentBounds> bounds,
      boolean firm,
      int inputBudgetTokens,
      int overheadTokens) {
    this.request = request;
    this.slots = slots;
    this.demands = demands;
    this.bounds = bounds;
    this.firm = firm;
    this.inputBudgetTokens = inputBudgetTokens;
    this.budget = BigDecimal.valueOf((long) inputBudgetTokens - overheadTokens);
    this.grants = new int[demands.size()];
  }

  /**
   * Returns the tokens granted to each component.
   *
   * @throws Shortfall if the floors do not fit
   */
  Granted divide() throws Shortfall {
    BigDecimal stable = grant(true, stableBudget());
    grant(false, budget.subtract(stable));
    return new Granted(firm, demands, grants, bounds, shares);
  }

  /** Returns what stable slots may share: what must stay of them comes before floors of others. */
  private BigDecimal stableBudget() {
    BigDecimal others = firm ? volatileFloors() : leastTokens(SlotMap.Group::others);
    BigDecimal share = budget.subtract(others);
    if (request.policy().slots().isEmpty()) {
      share = share.min(budget.multiply(STABLE_CEILING_RATIO));
    }
    return share.max(leastTokens(SlotMap.Group::stable)).min(budget);
  }

  /**
   * Returns what the policy promises to slots that are not stable, whether a component is there for
   * them or not: no item has a part in it, and no component that comes and goes.
   */
  private BigDecimal volatileFloors() {
    BigDecimal present =
        slots.groups().stream()
            .filter(group -> !group.slot().stability().isStable())
            .map(group -> rest(group.slot().floor(), group.stable()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return slots.empty().stream()
        .filter(slot -> !slot.stability().isStable())
        .map(slot -> slot.floor().exactTokensOf(inputBudgetTokens))
        .reduce(present, BigDecimal::add);
  }

  private BigDecimal leastTokens(Function<SlotMap.Group, List<Integer>> components) {
    return slots.groups().stream()
        .map(group -> sum(components.apply(group), c -> demands.get(c).leastTokens()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal sum(List<Integer> components, ToIntFunction<Integer> tokens) {
    return BigDecimal.valueOf(components.stream().mapToLong(tokens::applyAsInt).sum());
  }

  /** Returns what components leave of a slot's bound: they have the first claim on it. */
  private BigDecimal rest(Amount bound, List<Integer> components) {
    return bound
        .exactTokensOf(inputBudgetTokens)
        .subtract(sum(components, c -> bounds.get(c).wantedTokens()))
        .max(BigDecimal.ZERO);
  }

  /** Grants to the stable components or to the others, and returns what they may use of it. */
  private BigDecimal grant(boolean stable, BigDecimal tokens) throws Shortfall {
    List<SlotMap.Group> groups =
        slots.groups().stream()
            .filter(group -> !(stable ? group.stable() : group.others()).isEmpty())
            .toList();
    List<TieredClaim> claims = groups.stream().map(g -> claim(g, stable)).toList();
    if (TieredClaim.sum(claims, Claim::floorTokens).compareTo(tokens) > 0) {
      throw new Shortfall(grants);
    }
    int[] granted = TieredClaim.divide(tokens, claims, WaterFill::roundDown);
    boolean[] atFloor = TieredClaim.atFloor(claims, granted);
    for (int i = 0; i < granted.length; i++) {
      SlotMap.Group group = groups.get(i);
      List<Integer> components = stable ? group.stable() : group.others();
      shares.add(new Share(group.slot(), components, claims.get(i), granted[i], atFloor[i]));
      share(components, granted[i]);
    }
    return tokens.min(TieredClaim.sum(claims, Claim::ceilingTokens));
  }

  private TieredClaim claim(SlotMap.Group group, boolean stable) {
    Slot slot = group.slot();
    List<Integer> components = stable ? group.stable() : group.others();
    List<Integer> before = stable ? List.of() : group.stable();
    BigDecimal most = sum(components, c -> bounds.get(c).mostTokens());
    BigDecimal floor = sum(components, c -> bounds.get(c).floorTokens());
    if (firm) {
      BigDecimal wanted = sum(components, c -> bounds.get(c).wantedTokens());
      floor = floor.max(rest(slot.floor(), before).min(wanted));
    }
    BigDecimal ceiling = slot.ceiling().map(c -> rest(c, before)).orElse(most);
    return new TieredClaim(
        new Claim(slot.name(), floor, ceiling.min(most).max(floor), slot.weight()),
        slot.priority());
  }

  /** Divides what components of one slot share. */
  private void share(List<Integer> components, int tokens) {
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
}
