package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.GrantReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A division of the input budget.
 *
 * @param firm whether floors were honoured
 * @param tokens of each component
 * @param bounds of each component
 * @param shares what the slots were granted, the stable components apart from the others
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record Granted(boolean firm, int[] tokens, List<ComponentBounds> bounds, List<Share> shares) {
  Granted {
    bounds = List.copyOf(bounds);
    shares = List.copyOf(shares);
  }

  /** Returns what the components of a slot were granted. */
  int tokensOf(SlotMap.Group group) {
    return group.components().stream().mapToInt(c -> tokens[c]).sum();
  }

  /** Returns the shares of each slot, by its name. */
  Map<String, List<Share>> sharesBySlot() {
    return shares.stream().collect(Collectors.groupingBy(share -> share.slot().name()));
  }

  /** Returns why the components of a slot were not granted more. */
  GrantReason reasonOf(List<Share> slot, List<ComponentDemand> demands) {
    List<Share> unmet =
        slot.stream()
            .filter(share -> share.components().stream().anyMatch(c -> isUnmet(c, demands)))
            .toList();
    return GrantReason.of(
        unmet.isEmpty(),
        unmet.stream().allMatch(Share::isCapped),
        unmet.stream().allMatch(share -> share.isCapped() || share.atFloor()));
  }

  private boolean isUnmet(int component, List<ComponentDemand> demands) {
    return tokens[component] < demands.get(component).totalTokens();
  }
}
