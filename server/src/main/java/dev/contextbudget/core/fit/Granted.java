package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.GrantReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A division of the input budget.
 *
 * @param firm whether floors were honoured
 * @param demands of each component, which it was made for
 * @param tokens of each component
 * @param bounds of each component
 * @param shares what the slots were granted, the stable components apart from the others
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record Granted(
    boolean firm,
    List<ComponentDemand> demands,
    int[] tokens,
    List<ComponentBounds> bounds,
    List<Share> shares) {
  Granted {
    demands = List.copyOf(demands);
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
  GrantReason reasonOf(List<Share> slot) {
    List<Share> unmet =
        slot.stream().filter(share -> share.components().stream().anyMatch(this::isUnmet)).toList();
    return GrantReason.of(
        unmet.isEmpty(),
        unmet.stream().allMatch(Share::isCapped),
        unmet.stream().allMatch(share -> share.isCapped() || share.atFloor()));
  }

  private boolean isUnmet(int component) {
    return tokens[component] < demands.get(component).totalTokens();
  }

  /** Returns true if every component was granted all that it could use. */
  boolean meetsAll() {
    return IntStream.range(0, tokens.length).noneMatch(this::isUnmet);
  }
}
