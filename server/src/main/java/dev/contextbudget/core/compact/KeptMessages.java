package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which messages a compaction leaves alone: system messages, pinned ones, the first turns and the
 * last ones, the current turn always among them, and all that stays or leaves with one of these: a
 * tool call with its results, a declared group, {@code keep_with}. Calls that are still open reach
 * into the current turn.
 *
 * <p>More last turns never keep fewer messages. Time O(n α(n)) for n messages and references.
 */
final class KeptMessages {
  private final int turns;
  private final int[] parent;

  /** By root of the group: whether it stays in any case, and the newest turn it reaches into. */
  private final boolean[] forced;

  private final int[] newestTurn;

  KeptMessages(List<Item> items, Conversation talk, int firstTurns) {
    this.turns = talk.turns();
    this.parent = new int[items.size()];
    this.forced = new boolean[items.size()];
    this.newestTurn = new int[items.size()];
    Arrays.setAll(parent, i -> i);
    join(items, talk);
    for (int i = 0; i < parent.length; i++) {
      Item item = items.get(i);
      boolean system = ((Body.Message) item.body()).role() == Role.SYSTEM;
      int root = root(i);
      int turn = talk.turnOf()[i];
      forced[root] |= system || item.pinned() || turn < firstTurns;
      newestTurn[root] = Math.max(newestTurn[root], turn);
    }
  }

  private void join(List<Item> items, Conversation talk) {
    Map<String, Integer> byId = new HashMap<>();
    Map<String, Integer> byGroup = new HashMap<>();
    for (int i = 0; i < parent.length; i++) {
      byId.put(items.get(i).id(), i);
    }
    for (int i = 0; i < parent.length; i++) {
      Item item = items.get(i);
      join(talk.groupOf()[i], i);
      if (!item.group().isEmpty()) {
        Integer other = byGroup.putIfAbsent(item.group(), i);
        join(other == null ? i : other, i);
      }
      for (String id : item.keepWith()) {
        join(byId.getOrDefault(id, i), i);
      }
    }
  }

  private void join(int a, int b) {
    parent[root(b)] = root(a);
  }

  private int root(int index) {
    int root = index;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /**
   * Returns for each message whether it stays.
   *
   * @param lastTurns newest turns that stay; at least 1
   */
  boolean[] with(int lastTurns) {
    boolean[] kept = new boolean[parent.length];
    for (int i = 0; i < kept.length; i++) {
      int root = root(i);
      kept[i] = forced[root] || newestTurn[root] >= turns - lastTurns;
    }
    return kept;
  }
}
