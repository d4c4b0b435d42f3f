package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.List;

/** The turn in which each message of a request stands, by ordinal. */
final class Turns {
  private final ItemTable table;
  private final List<Conversation> conversations;

  /**
   * @param conversations structure of each component's messages
   */
  Turns(ItemTable table, List<Conversation> conversations) {
    this.table = table;
    this.conversations = conversations;
  }

  Conversation of(int component) {
    return conversations.get(component);
  }

  /**
   * Returns the user message without which a message cannot stay, because an answer would lose its
   * question; -1 if there is none, and for what is no message or of the system.
   */
  int headOf(int ordinal) {
    if (!(table.item(ordinal).body() instanceof Body.Message message)
        || message.role() == Role.SYSTEM) {
      return -1;
    }
    int component = table.componentIndex(ordinal);
    return head(component, conversations.get(component).turnOf()[table.index(ordinal)]);
  }

  /** Returns the message that opens the last turn of a component; -1 if there is none. */
  int lastHead(int component) {
    int last = conversations.get(component).turns() - 1;
    return last < 0 ? -1 : head(component, last);
  }

  private int head(int component, int turn) {
    int head = conversations.get(component).turnHeads()[turn];
    return head < 0 ? -1 : table.first(component) + head;
  }

  /** Returns the first message of the call group of a message; itself if it is in none. */
  int callOf(int ordinal) {
    int component = table.componentIndex(ordinal);
    return table.first(component) + conversations.get(component).groupOf()[table.index(ordinal)];
  }
}
