package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;

/**
 * The hashes of a component's items as they were sent, of which any range is compared in O(1).
 *
 * <p>A range has the value of a polynomial in its items' hashes, modulo 2^64. The hashes are eight
 * bytes of SHA-256 each, so two ranges of the same length that differ have the same value once in
 * 2^64.
 */
final class ItemHashes {
  private static final long BASE = 0x9E37_79B9_7F4A_7C15L; // odd, so that no power of it is 0

  private final long[] items;
  private final long[] upTo;
  private final long[] powers;

  private ItemHashes(long[] items) {
    this.items = items;
    this.upTo = new long[items.length + 1];
    this.powers = new long[items.length + 1];
    powers[0] = 1;
    for (int i = 0; i < items.length; i++) {
      upTo[i + 1] = upTo[i] * BASE + items[i];
      powers[i + 1] = powers[i] * BASE;
    }
  }

  /**
   * Hashes the items of a component. Linear in their bytes.
   *
   * @param component has no tools
   * @param stop asked for each item
   */
  static ItemHashes of(Component component, StopSignal stop) {
    long[] hashes = new long[component.items().size()];
    for (int i = 0; i < hashes.length; i++) {
      stop.check();
      hashes[i] = hash(component.items().get(i));
    }
    return new ItemHashes(hashes);
  }

  /** Hashes what the caller sent; the id only where there is nothing else, because ids may move. */
  private static long hash(Item item) {
    PromptHash hash = new PromptHash();
    if (item.body() instanceof Body.Message message) {
      hash.add(message.role(), message.name());
      hash.add('#', message.parts().size());
      message.parts().forEach(hash::add);
      hash.add('x', message.parts().isEmpty() ? item.id() : "");
    } else if (item.body() instanceof Body.Passage passage) {
      if (passage.text() == null) {
        hash.add('x', item.id());
      } else {
        hash.add('t', passage.text());
      }
      hash.add('#', passage.variants().size());
      passage.variants().forEach(variant -> hash.add('v', variant));
    } else {
      Body.Entry entry = (Body.Entry) item.body();
      hash.add('k', entry.key());
      if (entry.value() == null) {
        hash.add('x', item.id());
      } else {
        hash.add('v', entry.value());
      }
    }
    return hash.shortValue();
  }

  int size() {
    return items.length;
  }

  long item(int index) {
    return items[index];
  }

  /** Returns the value of a range of items; 0 for none. */
  long range(int from, int to) {
    return upTo[to] - upTo[from] * powers[to - from];
  }
}
