package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.model.RequestSize.ItemSize;
import dev.contextbudget.core.prompt.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All items of a request in one row: an item is its ordinal, counted through the components in
 * request order.
 */
final class ItemTable {
  private final List<Component> components;
  private final RequestSize sizes;
  private final int messageToleranceTokens;
  private final int[] firstOrdinal;
  private final int[] componentOf;
  private final int firstTools;

  /**
   * @param messageToleranceTokens by how much the framing of a message may cost more than counted
   */
  ItemTable(List<Component> components, RequestSize sizes, int messageToleranceTokens) {
    this.components = components;
    this.sizes = sizes;
    this.messageToleranceTokens = messageToleranceTokens;
    this.firstOrdinal = new int[components.size() + 1];
    for (int i = 0; i < components.size(); i++) {
      firstOrdinal[i + 1] = firstOrdinal[i] + components.get(i).items().size();
    }
    this.firstTools =
        IntStream.range(0, components.size())
            .filter(i -> components.get(i).hasTools())
            .findFirst()
            .orElse(-1);
    this.componentOf = new int[firstOrdinal[components.size()]];
    for (int i = 0; i < components.size(); i++) {
      Arrays.fill(componentOf, firstOrdinal[i], firstOrdinal[i + 1], i);
    }
  }

  int size() {
    return componentOf.length;
  }

  List<Component> components() {
    return components;
  }

  RequestSize sizes() {
    return sizes;
  }

  Component component(int ordinal) {
    return components.get(componentOf[ordinal]);
  }

  int componentIndex(int ordinal) {
    return componentOf[ordinal];
  }

  /** Returns the index of the item in its component. */
  int index(int ordinal) {
    return ordinal - firstOrdinal[componentOf[ordinal]];
  }

  int first(int component) {
    return firstOrdinal[component];
  }

  /** Returns the ordinal after the last one of a component. */
  int end(int component) {
    return firstOrdinal[component + 1];
  }

  int ordinal(Layout.Place place) {
    return firstOrdinal[place.component()] + place.item();
  }

  Item item(int ordinal) {
    return component(ordinal).items().get(index(ordinal));
  }

  ItemSize itemSize(int ordinal) {
    return sizes.item(componentOf[ordinal], index(ordinal));
  }

  /**
   * Returns the component whose last turn is going on: the last history, unless the user's input is
   * a component; -1 if there is none.
   */
  int currentHistory() {
    boolean input =
        components.stream()
            .anyMatch(c -> c.kind() == ComponentKind.USER_INPUT && !c.items().isEmpty());
    return input ? -1 : lastHistory();
  }

  /**
   * Returns the last component with messages that is not stable, or if all are, the last of them;
   * -1 if there is none.
   */
  int lastHistory() {
    int lastStable = -1;
    for (int c = components.size() - 1; c >= 0; c--) {
      if (components.get(c).hasMessages()) {
        if (!components.get(c).stability().isStable()) {
          return c;
        }
        lastStable = Math.max(lastStable, c);
      }
    }
    return lastStable;
  }

  /** Returns what the item may cost at most, framing included; what decisions rest on. */
  int costTokens(int ordinal) {
    int tokens = itemSize(ordinal).totalTokens();
    return component(ordinal).hasMessages() ? tokens + messageToleranceTokens : tokens;
  }

  /** Returns what the framing of the shared message that a component opens may cost at most. */
  int sharedFramingTokens(int component) {
    int framing = sizes.components().get(component).sharedFramingTokens();
    return framing == 0 ? 0 : framing + messageToleranceTokens;
  }

  /** Returns the first component of tools, which is charged for the list; -1 if there is none. */
  int firstTools() {
    return firstTools;
  }

  /**
   * Returns what the tool list costs beyond its definitions, if the component is charged for it.
   */
  int toolListTokens(int component) {
    return component == firstTools ? Math.max(0, sizes.toolListTokens()) : 0;
  }

  /** Returns true if the item came without its body, as a size only. */
  boolean isBodiless(int ordinal) {
    Item item = item(ordinal);
    if (item.knownTokens().isEmpty()) {
      return false;
    }
    if (item.body() instanceof Body.Message message) {
      return message.parts().isEmpty();
    }
    return item.body() instanceof Body.Entry entry
        ? entry.value() == null
        : item.body() instanceof Body.Passage passage && passage.text() == null;
  }

  /** Returns true if there is nothing to put into a prompt. */
  boolean isEmpty(int ordinal) {
    if (isBodiless(ordinal)) {
      return false;
    }
    Body body = item(ordinal).body();
    if (body instanceof Body.Message message) {
      for (Part part : message.parts()) {
        if (!isEmptyText(part)) {
          return false;
        }
      }
      return true;
    }
    return body instanceof Body.Passage passage && passage.isEmpty();
  }

  static boolean isEmptyText(Part part) {
    return part instanceof Part.Text text && text.isEmpty();
  }
}
