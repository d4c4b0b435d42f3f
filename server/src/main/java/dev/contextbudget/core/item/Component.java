package dev.contextbudget.core.item;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A named part of the prompt that holds items of one kind.
 *
 * @param id unique in the request
 * @param priority higher is kept longer; absent if the caller left it to the policy
 * @param pinned no item is dropped or shortened
 * @param minTokens tokens granted before sharing, framing included, if the caller set them
 * @param maxTokens most tokens it may take, framing included, if the caller set them
 * @param weight share against components of equal priority, if the caller set it
 * @param role role of the message that passages and entries are rendered into
 * @param items bodies all of one type
 */
public record Component(
    String id,
    ComponentKind kind,
    OptionalInt priority,
    Stability stability,
    boolean pinned,
    OptionalInt minTokens,
    OptionalInt maxTokens,
    OptionalDouble weight,
    ItemOrder order,
    Reduction reduction,
    Role role,
    List<Item> items) {
  public Component {
    if (id.isBlank()) {
      throw new IllegalArgumentException("component without an id");
    }
    if (minTokens.orElse(0) < 0 || maxTokens.orElse(Integer.MAX_VALUE) < minTokens.orElse(0)) {
      throw new IllegalArgumentException(
          "component %s: want 0 <= min <= max, got min=%s max=%s"
              .formatted(id, minTokens, maxTokens));
    }
    items = List.copyOf(items);
  }

  /** Returns a component that leaves all that it can to the defaults of its kind. */
  public static Component of(String id, ComponentKind kind, List<Item> items) {
    return new Component(
        id,
        kind,
        OptionalInt.empty(),
        kind.stability(),
        kind.pinned(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        kind == ComponentKind.TOOLS ? ItemOrder.NAME : ItemOrder.AS_GIVEN,
        kind.reduction(),
        kind.role(),
        items);
  }

  /** Returns true if its items are messages, which are rendered as they are. */
  public boolean hasMessages() {
    return !items.isEmpty() && items.get(0).body() instanceof Body.Message;
  }

  /** Returns true if its items have an age: messages, and what is only appended to. */
  public boolean isHistory() {
    return hasMessages() || (stability == Stability.APPEND_ONLY && !hasTools());
  }

  /** Returns true if its items are tool definitions, which stand before all messages. */
  public boolean hasTools() {
    return !items.isEmpty() && items.get(0).body() instanceof Body.Tool;
  }
}
