package dev.contextbudget.core.model;

import java.util.List;

/**
 * Tokens of a request, by component and item; what every decision rests on.
 *
 * @param components in request order
 * @param requestFramingTokens framing of the request and of the reply
 * @param toolListTokens what the tool list costs beyond the sum of its definitions; may be
 *     negative, as definitions are rendered together
 */
public record RequestSize(
    List<ComponentSize> components, int requestFramingTokens, int toolListTokens) {

  /**
   * Tokens of a component.
   *
   * @param sharedFramingTokens framing of the shared message that it opens, else 0
   * @param items in request order
   */
  public record ComponentSize(int sharedFramingTokens, List<ItemSize> items) {
    public ComponentSize {
      items = List.copyOf(items);
    }

    /** Returns tokens of the items, framing not included. */
    public long contentTokens() {
      return items.stream().mapToLong(ItemSize::tokens).sum();
    }

    /** Returns framing of the items and of the shared message. */
    public long framingTokens() {
      return sharedFramingTokens + items.stream().mapToLong(ItemSize::framingTokens).sum();
    }
  }

  /**
   * Tokens of an item.
   *
   * @param tokens sum of the parts that count, framing not included
   * @param framingTokens what the chat format adds for the item alone
   * @param partTokens of each part; of a passage its text and then its variants; empty if only the
   *     sum is known
   */
  public record ItemSize(int tokens, int framingTokens, List<Integer> partTokens) {
    public ItemSize {
      partTokens = List.copyOf(partTokens);
    }

    /** Returns content and framing together. */
    public int totalTokens() {
      return tokens + framingTokens;
    }
  }

  public RequestSize {
    components = List.copyOf(components);
  }

  /** Returns the size of an item. */
  public ItemSize item(int component, int item) {
    return components.get(component).items().get(item);
  }

  /** Returns all framing: of items, shared messages, tool list, request and reply. */
  public long framingTokens() {
    return requestFramingTokens
        + toolListTokens
        + components.stream().mapToLong(ComponentSize::framingTokens).sum();
  }

  /** Returns all tokens of the request. */
  public long totalTokens() {
    return framingTokens() + components.stream().mapToLong(ComponentSize::contentTokens).sum();
  }
}
