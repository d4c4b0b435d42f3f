package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which components belong to which slot: the one with their id, else the one of their kind, else a
 * slot of their own.
 *
 * @param groups slots with their components, in the order of the first component
 * @param empty slots of the policy for which the request has no component
 */
record SlotMap(List<Group> groups, List<Slot> empty) {

  /**
   * A slot and its components. Those that the slot or they themselves say are stable are granted
   * before, and regardless of, all others.
   */
  record Group(Slot slot, List<Integer> stable, List<Integer> others) {

    /** Returns all of them, in request order. */
    List<Integer> components() {
      return Stream.concat(stable.stream(), others.stream()).sorted().toList();
    }
  }

  static SlotMap of(FitRequest request) {
    Map<String, Slot> byName = new HashMap<>();
    Map<ComponentKind, Slot> byKind = new EnumMap<>(ComponentKind.class);
    for (Slot slot : request.policy().slots()) {
      byName.putIfAbsent(slot.name(), slot);
      slot.kind().ifPresent(kind -> byKind.putIfAbsent(kind, slot));
    }
    Map<String, Group> groups = new LinkedHashMap<>();
    for (int i = 0; i < request.components().size(); i++) {
      Component component = request.components().get(i);
      Slot named = byName.getOrDefault(component.id(), byKind.get(component.kind()));
      Slot slot = named == null ? ownSlot(component, request.policy()) : named;
      Group group =
          groups.computeIfAbsent(
              slot.name(), unused -> new Group(slot, new ArrayList<>(), new ArrayList<>()));
      boolean stable = slot.stability().isStable() || component.stability().isStable();
      (stable ? group.stable() : group.others()).add(i);
    }
    return new SlotMap(
        List.copyOf(groups.values()),
        request.policy().slots().stream()
            .filter(slot -> !groups.containsKey(slot.name()))
            .toList());
  }

  /**
   * Refuses components that are promised more than their slot may have.
   *
   * @throws InvalidRequest naming each of them
   */
  void requireOrderedBounds(FitRequest request) {
    List<Violation> violations = new ArrayList<>();
    for (Group group : groups) {
      long promised = 0;
      for (int c : group.components()) {
        promised += request.components().get(c).minTokens().orElse(0);
      }
      Optional<BigDecimal> ceiling =
          group.slot().ceiling().map(most -> most.exactTokensOf(request.inputBudgetTokens()));
      if (ceiling.isPresent() && ceiling.get().compareTo(BigDecimal.valueOf(promised)) < 0) {
        for (int c : group.components()) {
          if (request.components().get(c).minTokens().orElse(0) > 0) {
            violations.add(
                Violation.ofLimit(
                    "components[%d].min_tokens".formatted(c),
                    Reason.OUT_OF_RANGE,
                    "with those of its slot, which has a ceiling,",
                    ceiling.get().longValue(),
                    promised));
          }
        }
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
  }

  private static Slot ownSlot(Component component, FitPolicy policy) {
    return new Slot(
        component.id(),
        Optional.of(component.kind()),
        new Amount.Tokens(component.minTokens().orElse(0)),
        component.maxTokens().isPresent()
            ? Optional.of(new Amount.Tokens(component.maxTokens().getAsInt()))
            : Optional.empty(),
        component.weight().orElse(1),
        component.priority().orElseGet(() -> policy.priorityOf(component.kind())),
        component.stability());
  }
}
