package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is out and what must stay, settled before any budget is looked at.
 *
 * <p>If one of the items that are tied must stay, all must, and with every message the user message
 * of its turn; what is out is just not part of what it is tied to. Time O(n) for n items.
 */
final class Settled {
  private final ItemTable table;
  private final Turns turns;
  private final @Nullable Outcome[] outcomes;
  private final Deque<Integer> toSpread = new ArrayDeque<>();

  private Settled(ItemTable table, Turns turns) {
    this.table = table;
    this.turns = turns;
    this.outcomes = new Outcome[table.size()];
  }

  /**
   * @param keepsThinking whether all thinking of an unfinished tool loop must stay, or only that of
   *     its last call
   */
  static Settled of(ItemTable table, Turns turns, Ties ties, boolean keepsThinking) {
    Settled settled = new Settled(table, turns);
    settled.dropWhatIsOut();
    settled.forceWhatIsPinned();
    settled.forceCurrentTurn(keepsThinking);
    settled.spread(ties.sets());
    return settled;
  }

  /** Returns outcomes for items that must stay or are out; null for the rest. */
  @Nullable Outcome[] outcomes() {
    return outcomes;
  }

  boolean isForced(int ordinal) {
    Outcome outcome = outcomes[ordinal];
    return outcome != null && outcome.inPrompt();
  }

  /** Returns true if the item may stay or leave. */
  boolean isFree(int ordinal) {
    return outcomes[ordinal] == null;
  }

  /** Returns true if the item is not in the prompt however large the budget. */
  boolean isOut(int ordinal) {
    return !isFree(ordinal) && !isForced(ordinal);
  }

  private void dropWhatIsOut() {
    for (int o = 0; o < outcomes.length; o++) {
      if (table.item(o).body() instanceof Body.Entry entry && !entry.supersededBy().isEmpty()) {
        outcomes[o] = Outcome.drop(DecisionReason.SUPERSEDED);
      } else if (table.isEmpty(o)) {
        outcomes[o] = Outcome.drop(DecisionReason.EMPTY);
      }
    }
  }

  private void force(int ordinal, DecisionReason reason) {
    if (outcomes[ordinal] == null) {
      outcomes[ordinal] = Outcome.keep(reason);
      toSpread.add(ordinal);
    }
  }

  private void forceWhatIsPinned() {
    for (int o = 0; o < outcomes.length; o++) {
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

  /**
   * The current turn is that of the last history, unless the user's input is a component. What the
   * user said last must stay, and what the model has still to answer. Thinking on the way there
   * must stay as well: providers refuse a loop of tool calls without it.
   */
  private void forceCurrentTurn(boolean keepsThinking) {
    int c = table.lastHistory();
    if (c < 0) {
      return;
    }
    Conversation talk = turns.of(c);
    int last = lastMessage(c);
    if (last < 0) {
      return;
    }
    boolean inLoop = talk.endsInOpenCalls();
    if (c == table.currentHistory()) {
      forceWhatTheUserSaidLast(c);
      inLoop |= has(c, last, part -> part instanceof Part.ToolResult);
    }
    if (inLoop) {
      forceGroup(c, talk.groupOf()[last]);
      for (int i = talk.currentTurnStart(); keepsThinking && i <= last; i++) {
        if (has(c, i, part -> part instanceof Part.Thinking || part instanceof Part.Opaque)) {
          forceGroup(c, talk.groupOf()[i]);
        }
      }
    }
  }

  /** Returns the index of the last message that says anything; -1 if there is none. */
  private int lastMessage(int component) {
    int last = table.end(component) - 1;
    while (last >= table.first(component) && isOut(last)) {
      last--;
    }
    return last - table.first(component);
  }

  private boolean has(int component, int index, Predicate<Part> what) {
    Body.Message message =
        (Body.Message) table.components().get(component).items().get(index).body();
    return message.parts().stream().anyMatch(what);
  }

  private void forceWhatTheUserSaidLast(int component) {
    int head = turns.lastHead(component);
    if (head < 0) {
      forceLastIfNoneStays(component);
      return;
    }
    force(head, DecisionReason.CURRENT_TURN);
    for (int o = table.end(component) - 1; o > head; o--) {
      if (Conversation.userSpeaks((Body.Message) table.item(o).body())) {
        force(o, DecisionReason.CURRENT_TURN);
        return;
      }
    }
  }

  /** A conversation in which no user speaks has no turn; all providers refuse an empty one. */
  private void forceLastIfNoneStays(int component) {
    for (int o = 0; o < outcomes.length; o++) {
      boolean speaks = table.item(o).body() instanceof Body.Message m && m.role() != Role.SYSTEM;
      if (speaks && isForced(o)) {
        return;
      }
    }
    int last = lastMessage(component);
    forceGroup(component, turns.of(component).groupOf()[last]);
  }

  private void forceGroup(int component, int group) {
    int[] groupOf = turns.of(component).groupOf();
    for (int i = group; i < groupOf.length && groupOf[i] == group; i++) {
      force(table.first(component) + i, DecisionReason.CURRENT_TURN);
    }
  }

  /** Forces what is tied to what is forced, and the heads of its turns, until nothing is added. */
  private void spread(List<int[]> tied) {
    int[] setOf = new int[outcomes.length];
    for (int set = 0; set < tied.size(); set++) {
      for (int ordinal : tied.get(set)) {
        setOf[ordinal] = set;
      }
    }
    boolean[] done = new boolean[tied.size()];
    while (!toSpread.isEmpty()) {
      int ordinal = toSpread.remove();
      if (!done[setOf[ordinal]]) {
        done[setOf[ordinal]] = true;
        for (int o : tied.get(setOf[ordinal])) {
          force(o, DecisionReason.GROUP);
        }
      }
      int head = turns.headOf(ordinal);
      if (head >= 0) {
        force(head, DecisionReason.GROUP);
      }
    }
  }
}
