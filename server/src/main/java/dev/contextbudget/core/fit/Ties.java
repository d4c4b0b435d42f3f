package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which items stay or leave together: the connected components of the same group name, {@code
 * keep_with}, and a tool call with its results.
 *
 * <p>A message also needs the user message of its turn, which does not need it. As long as all that
 * is tied is in one turn, the component settles that when it takes what stays of a turn from its
 * head on. A turn that is tied to anything outside of it stays or leaves whole.
 *
 * <p>Time O(n α(n)), for n items and references (Tarjan: Efficiency of a good but not linear set
 * union algorithm, JACM 22(2), 1975).
 */
final class Ties {
  private final int[] parent;
  private final int[] size;

  private Ties(int items) {
    this.parent = new int[items];
    this.size = new int[items];
    Arrays.setAll(parent, i -> i);
    Arrays.fill(size, 1);
  }

  /** Ties what a request declares and what tool calls demand. */
  static Ties of(ItemTable table, Turns turns) {
    Ties ties = new Ties(table.size());
    Map<String, Integer> byId = new HashMap<>();
    Map<String, Integer> byGroup = new HashMap<>();
    if (namesOthers(table)) {
      for (int o = 0; o < table.size(); o++) {
        byId.put(table.item(o).id(), o);
      }
    }
    for (int o = 0; o < table.size(); o++) {
      Item item = table.item(o);
      if (!item.group().isEmpty()) {
        ties.tie(byGroup.getOrDefault(item.group(), o), o);
        byGroup.put(item.group(), o);
      }
      for (String id : item.keepWith()) {
        ties.tie(byId.getOrDefault(id, o), o);
      }
      if (table.component(o).hasMessages()) {
        ties.tie(turns.callOf(o), o);
      }
    }
    return ties;
  }

  private static boolean namesOthers(ItemTable table) {
    return table.components().stream()
        .flatMap(component -> component.items().stream())
        .anyMatch(item -> !item.keepWith().isEmpty());
  }

  /**
   * Ties the messages of every turn that is tied to something outside of it: another component, or
   * another turn, may decide on its user message. One pass is enough, because what is tied then was
   * inside of one turn before. A turn whose user message must stay needs none of it.
   */
  void bindTurns(Turns turns, Settled settled) {
    Set<Integer> bound = new HashSet<>();
    for (int[] set : sets()) {
      if (set.length > 1) {
        Set<Integer> heads = new HashSet<>();
        for (int o : set) {
          if (settled.isFree(o)) {
            heads.add(freeHead(o, turns, settled));
          }
        }
        if (heads.size() > 1) {
          bound.addAll(heads);
        }
      }
    }
    if (bound.isEmpty()) {
      return;
    }
    for (int o = 0; o < parent.length; o++) {
      int head = freeHead(o, turns, settled);
      if (head >= 0 && bound.contains(head)) {
        tie(head, o);
      }
    }
  }

  /** Returns the user message of an item's turn if it may leave; -1 if there is none. */
  private static int freeHead(int ordinal, Turns turns, Settled settled) {
    int head = turns.headOf(ordinal);
    return head >= 0 && settled.isFree(head) ? head : -1;
  }

  private void tie(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    if (rootA != rootB) {
      boolean larger = size[rootA] >= size[rootB];
      int root = larger ? rootA : rootB;
      parent[larger ? rootB : rootA] = root;
      size[root] = size[rootA] + size[rootB];
    }
  }

  private int root(int ordinal) {
    int root = ordinal;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /** Returns the sets of items that are tied, each ascending, in order of their oldest items. */
  List<int[]> sets() {
    int[] missing = new int[parent.length];
    for (int o = 0; o < parent.length; o++) {
      missing[root(o)]++;
    }
    List<int[]> sets = new ArrayList<>();
    int[][] setOf = new int[parent.length][];
    for (int o = 0; o < parent.length; o++) {
      int root = root(o);
      if (setOf[root] == null) {
        setOf[root] = new int[missing[root]];
        sets.add(setOf[root]);
      }
      setOf[root][setOf[root].length - missing[root]--] = o;
    }
    return sets;
  }
}
