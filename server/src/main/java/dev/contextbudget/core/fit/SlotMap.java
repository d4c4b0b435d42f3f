package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which components belong to which slot: the one with their id, else the one of their kind, else a
 * slot of their own.
 *
 * @param groups slots with their components, in the order of the first component; a slot that has
 *     stable and other components stands twice, because the two are granted apart
 */
record SlotMap(List<Group> groups) {

  /**
   * A slot and components of it that are granted together.
   *
   * @param stable whether they are static or session
   */
  record Group(Slot slot, boolean stable, List<Integer> components) {}

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
      boolean stable = component.stability().isStable();
      Slot named = byName.getOrDefault(component.id(), byKind.get(component.kind()));
      Slot slot = named == null ? ownSlot(component, request.policy()) : named;
      groups
          .computeIfAbsent(
              slot.name() + (stable ? "/stable" : "/"),
              unused -> new Group(slot, stable, new ArrayList<>()))
          .components()
          .add(i);
    }
    return new SlotMap(List.copyOf(groups.values()));
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
