package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.List;

/**
 * Where the text goes that stands for what left a history: the user says it, at the first gap.
 *
 * <p>It is a part of a message of the user that stands beside the gap, so that roles take turns as
 * before: at the beginning of the one behind it, or else at the end of the one before it. Only if
 * the user speaks on neither side it is a message of its own, which then parts two of the assistant
 * or begins the history. Instructions do not count as a side.
 *
 * @param side where it stands of the message
 * @param index of the message; of the first that left if it is a message of its own
 */
record DigestPlace(Side side, int index) {

  /** Where it stands of a message. */
  enum Side {
    /** First part of it. */
    FIRST_PART,
    /** Last part of it. */
    LAST_PART,
    /** In its place, as a message of its own. */
    IN_PLACE
  }

  /** O(n). */
  static DigestPlace of(List<Item> items, boolean[] kept) {
    int gap = 0;
    int before = -1;
    for (; gap < kept.length && kept[gap]; gap++) {
      before = role(items.get(gap)) == Role.SYSTEM ? before : gap;
    }
    int behind = gap;
    while (behind < kept.length && (!kept[behind] || role(items.get(behind)) == Role.SYSTEM)) {
      behind++;
    }
    if (behind < kept.length && Conversation.opensTurn((Body.Message) items.get(behind).body())) {
      return new DigestPlace(Side.FIRST_PART, behind);
    }
    return before >= 0 && role(items.get(before)) == Role.USER
        ? new DigestPlace(Side.LAST_PART, before)
        : new DigestPlace(Side.IN_PLACE, gap);
  }

  private static Role role(Item item) {
    return ((Body.Message) item.body()).role();
  }

  boolean isOwnMessage() {
    return side == Side.IN_PLACE;
  }
}
