package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what must stay, what is out from the start, and which items stay or leave together.
 *
 * <p>Groups are the connected components of: the same group name, {@code keep_with}, and a tool
 * call with its results. If one item of a group must stay, all must; if one is out, it is just not
 * part of the group. Time O(n α(n)), for n items and references (Tarjan: Efficiency of a good but
 * not linear set union algorithm, JACM 22(2), 1975).
 */
final class Units {
  private final ItemTable table;
  private final List<Conversation> conversations;
  private final int[] parent;
  private final @Nullable Outcome[] settled;

  private Units(ItemTable table, List<Conversation> conversations) {
    this.table = table;
    this.conversations = conversations;
    this.parent = new int[table.size()];
    this.settled = new Outcome[table.size()];
    Arrays.setAll(parent, i -> i);
  }

  /**
   * What is settled before any budget is looked at.
   *
   * @param outcomes for items that must stay or are out; null for the rest
   * @param units all units of live items, by home component, each in order of its oldest item
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
  record Settled(@Nullable Outcome[] outcomes, List<List<Unit>> units) {}

  /** Settles a request. */
  static Settled of(ItemTable table, List<Conversation> conversations, FitPolicy policy) {
    Units units = new Units(table, conversations);
    units.dropWhatIsOut();
    units.forceWhatIsPinned();
    units.forceCurrentTurn();
    units.join();
    units.forceTurnHeads();
    return new Settled(units.settled, units.byHome(policy));
  }

  private void dropWhatIsOut() {
    for (int o = 0; o < parent.length; o++) {
      if (table.item(o).body() instanceof Body.Entry entry && !entry.supersededBy().isEmpty()) {
        settled[o] = Outcome.drop(DecisionReason.SUPERSEDED);
      } else if (table.isEmpty(o)) {
        settled[o] = Outcome.drop(DecisionReason.EMPTY);
      }
    }
  }

  private void force(int ordinal, DecisionReason reason) {
    if (settled[ordinal] == null) {
      settled[ordinal] = Outcome.keep(reason);
    }
  }

  private void forceWhatIsPinned() {
    for (int o = 0; o < parent.length; o++) {
      Component component = table.component(o);
      Item item = table.item(o);
      boolean system = item.body() instanceof Body.Message m && m.role() == Role.SYSTEM;
      if (item.pinned()
          || component.pinned()
          || system
          || component.reduction() instanceof Reduction.None) {
        force(o, DecisionReason.PINNED);
      }
    }
  }

  /** The current turn is that of the last history, unless the user's input is a component. */
  private void forceCurrentTurn() {
    int c = table.lastHistory();
    if (c < 0) {
      return;
    }
    Conversation talk = conversations.get(c);
    int first = table.first(c);
    if (c == table.currentHistory()) {
      int head = headOf(c, talk.turns() - 1);
      if (head >= 0) {
        force(head, DecisionReason.CURRENT_TURN);
      }
      int last = table.components().get(c).items().size() - 1;
      if (talk.groupOf()[last] != last) {
        forceGroup(first, talk, talk.groupOf()[last]);
      }
    }
    if (talk.endsInOpenCalls()) {
      forceGroup(first, talk, talk.openFrom());
    }
  }

  private void forceGroup(int first, Conversation talk, int group) {
    for (int i = group; i < talk.groupOf().length; i++) {
      if (talk.groupOf()[i] == group) {
        force(first + i, DecisionReason.CURRENT_TURN);
      }
    }
  }

  /** Returns the message that opens a turn, or -1 if the turn has none. */
  private int headOf(int component, int turn) {
    int head = turn < 0 ? -1 : conversations.get(component).turnHeads()[turn];
    return head < 0 ? -1 : table.first(component) + head;
  }

  private void join() {
    Map<String, Integer> byId = new HashMap<>();
    Map<String, Integer> byGroup = new HashMap<>();
    for (int o = 0; o < parent.length; o++) {
      byId.put(table.item(o).id(), o);
    }
    for (int o = 0; o < parent.length; o++) {
      Item item = table.item(o);
      if (!item.group().isEmpty()) {
        union(byGroup.computeIfAbsent(item.group(), unused -> -1), o);
        byGroup.put(item.group(), o);
      }
      for (String id : item.keepWith()) {
        union(byId.getOrDefault(id, o), o);
      }
      if (table.component(o).hasMessages()) {
        int[] groupOf = conversations.get(table.componentIndex(o)).groupOf();
        union(table.first(table.componentIndex(o)) + groupOf[table.index(o)], o);
      }
    }
    spreadForce();
  }

  private void union(int a, int b) {
    if (a >= 0) {
      parent[find(b)] = find(a);
    }
  }

  private int find(int o) {
    int root = o;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  private boolean isForced(int ordinal) {
    Outcome outcome = settled[ordinal];
    return outcome != null && outcome.inPrompt();
  }

  private void spreadForce() {
    boolean[] forcedRoot = new boolean[parent.length];
    for (int o = 0; o < parent.length; o++) {
      forcedRoot[find(o)] |= isForced(o);
    }
    for (int o = 0; o < parent.length; o++) {
      if (forcedRoot[find(o)]) {
        force(o, DecisionReason.GROUP);
      }
    }
  }

  /** What must stay of a turn keeps the user message that opens it, so that roles stay in order. */
  private void forceTurnHeads() {
    boolean added = false;
    for (int o = 0; o < parent.length; o++) {
      if (isForced(o) && table.component(o).hasMessages() && !isSystem(o)) {
        int component = table.componentIndex(o);
        int head = headOf(component, conversations.get(component).turnOf()[table.index(o)]);
        if (head >= 0 && settled[head] == null) {
          force(head, DecisionReason.GROUP);
          added = true;
        }
      }
    }
    if (added) {
      spreadForce();
    }
  }

  private boolean isSystem(int ordinal) {
    return ((Body.Message) table.item(ordinal).body()).role() == Role.SYSTEM;
  }

  private List<List<Unit>> byHome(FitPolicy policy) {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int o = 0; o < parent.length; o++) {
      if (settled[o] == null || isForced(o)) {
        members.computeIfAbsent(find(o), unused -> new ArrayList<>()).add(o);
      }
    }
    List<List<Unit>> byHome = new ArrayList<>();
    table.components().forEach(unused -> byHome.add(new ArrayList<>()));
    for (List<Integer> ordinals : members.values()) {
      Unit unit = unit(ordinals, policy);
      byHome.get(unit.home()).add(unit);
    }
    return byHome;
  }

  private Unit unit(List<Integer> ordinals, FitPolicy policy) {
    int home = table.componentIndex(ordinals.get(0));
    int tokens = 0;
    int priority = Integer.MIN_VALUE;
    double score = 0;
    for (int o : ordinals) {
      if (priorityOf(table.componentIndex(o), policy) > priorityOf(home, policy)) {
        home = table.componentIndex(o);
      }
      tokens = Math.addExact(tokens, table.costTokens(o));
      priority = Math.max(priority, table.item(o).priority());
      score += table.item(o).score();
    }
    return new Unit(
        home,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        tokens,
        isForced(ordinals.get(0)),
        priority,
        score / Math.sqrt(Math.max(1, tokens + (double) offsetTokens(home))));
  }

  private int priorityOf(int component, FitPolicy policy) {
    Component c = table.components().get(component);
    return c.priority().orElseGet(() -> policy.priorityOf(c.kind()));
  }

  private int offsetTokens(int component) {
    return table.components().get(component).reduction() instanceof Reduction.ByRelevance relevance
        ? relevance.offsetTokens()
        : Reduction.ByRelevance.DEFAULT_OFFSET_TOKENS;
  }
}
