package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;

/**
 * What a component may be granted.
 *
 * @param floorTokens before any sharing: what must stay, and what the caller asked for
 * @param wantedTokens what it could use, up to its own maximum
 * @param mostTokens most it is granted; above what it wants only to see how much room there is
 */
record ComponentBounds(int floorTokens, int wantedTokens, int mostTokens) {

  /**
   * @param firm whether what the caller asked for counts
   */
  static ComponentBounds of(Component component, ComponentDemand demand, boolean firm) {
    int total = demand.totalTokens();
    int asked = firm ? Math.min(component.minTokens().orElse(0), total) : 0;
    int floor = Math.max(demand.leastTokens(), asked);
    int wanted = Math.max(floor, Math.min(component.maxTokens().orElse(total), total));
    return new ComponentBounds(floor, wanted, wanted);
  }

  /** Returns the bounds of the component if it wanted all that it may have. */
  ComponentBounds unlimited(Component component, int budgetTokens) {
    int most = Math.min(component.maxTokens().orElse(budgetTokens), budgetTokens);
    return new ComponentBounds(floorTokens, wantedTokens, Math.max(wantedTokens, most));
  }
}
