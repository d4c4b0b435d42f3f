package dev.contextbudget.core.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Names what makes a budget impossible to meet. */
final class ForcedItems {
  private record Force(String name, int tokens) {}

  private ForcedItems() {}

  /**
   * Returns ids of components, largest need first.
   *
   * @param grants what was granted before the budget ran out
   */
  static List<String> namesOf(FitRequest request, List<ComponentDemand> demands, int[] grants) {
    List<Force> forces = new ArrayList<>();
    for (int i = 0; i < demands.size(); i++) {
      int tokens = Math.max(grants[i], demands.get(i).leastTokens());
      if (tokens > 0) {
        forces.add(new Force(request.components().get(i).id(), tokens));
      }
    }
    forces.sort(Comparator.comparingInt(Force::tokens).reversed());
    return forces.stream().map(Force::name).toList();
  }
}
