package dev.contextbudget.core.item;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Makes components for tests, which say only what matters to them. */
public final class ComponentBuilder {
  private final String id;
  private final ComponentKind kind;
  private OptionalInt priority = OptionalInt.empty();
  private Stability stability;
  private boolean pinned;
  private OptionalInt minTokens = OptionalInt.empty();
  private OptionalInt maxTokens = OptionalInt.empty();
  private OptionalDouble weight = OptionalDouble.empty();
  private ItemOrder order = ItemOrder.AS_GIVEN;
  private Reduction reduction;
  private Role role;
  private List<Item> items;

  private ComponentBuilder(String id, ComponentKind kind, List<Item> items) {
    this.id = id;
    this.kind = kind;
    this.stability = kind.stability();
    this.pinned = kind.pinned();
    this.reduction = kind.reduction();
    this.role = kind.role();
    this.items = items;
  }

  /** Leaves everything to the defaults of the kind, but for tools, which stay in their order. */
  public static ComponentBuilder of(String id, ComponentKind kind, List<Item> items) {
    return new ComponentBuilder(id, kind, items);
  }

  /** Starts with all that another component has. */
  public static ComponentBuilder from(Component component) {
    return of(component.id(), component.kind(), component.items())
        .priority(component.priority())
        .stability(component.stability())
        .pinned(component.pinned())
        .minTokens(component.minTokens())
        .maxTokens(component.maxTokens())
        .weight(component.weight())
        .order(component.order())
        .reduction(component.reduction())
        .role(component.role());
  }

  public ComponentBuilder priority(OptionalInt value) {
    priority = value;
    return this;
  }

  public ComponentBuilder stability(Stability value) {
    stability = value;
    return this;
  }

  public ComponentBuilder pinned(boolean value) {
    pinned = value;
    return this;
  }

  public ComponentBuilder minTokens(OptionalInt value) {
    minTokens = value;
    return this;
  }

  public ComponentBuilder maxTokens(OptionalInt value) {
    maxTokens = value;
    return this;
  }

  public ComponentBuilder weight(OptionalDouble value) {
    weight = value;
    return this;
  }

  public ComponentBuilder order(ItemOrder value) {
    order = value;
    return this;
  }

  public ComponentBuilder reduction(Reduction value) {
    reduction = value;
    return this;
  }

  private ComponentBuilder role(Role value) {
    role = value;
    return this;
  }

  public ComponentBuilder items(List<Item> value) {
    items = value;
    return this;
  }

  public Component build() {
    return new Component(
        id, kind, priority, stability, pinned, minTokens, maxTokens, weight, order, reduction, role,
        items);
  }
}
