package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.fit.SlotDivision.Shortfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides the input budget between the components of a request.
 *
 * <p>Stable components are granted first, out of what the policy's floors of the others leave, and
 * never more than their ceilings: so which of their items stay depends on stable input alone, and
 * the bytes that a provider caches do not change because a user pasted a long question. Only a
 * policy that prefers degrading to failing lets them give way.
 */
final class Grants {
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
      int[] tokens = division(granted.firm(), granted.demands(), bounds).divide().tokens();
      return Math.max(tokens[component], granted.tokens()[component]);
    } catch (Shortfall e) {
      // a stable one leaves the others less than their floors then
      return Math.max(e.tokens(component), granted.tokens()[component]);
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
        ForcedItems.namesOf(request, demands.ifSomethingLeaves(), shortfall.tokens()));
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
    return division(firm, demands, bounds(demands, firm)).divide();
  }

  private SlotDivision division(
      boolean firm, List<ComponentDemand> demands, List<ComponentBounds> bounds) {
    return new SlotDivision(
        request, slots, demands, bounds, firm, inputBudgetTokens, overheadTokens);
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
