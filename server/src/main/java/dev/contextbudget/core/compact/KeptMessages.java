package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import java.util.Arrays;
import java.util.List;

/**
 * Which messages a compaction leaves alone: system messages, pinned ones with their call groups, the
 * first turns and the last ones, the current turn always among them.
 */
final class KeptMessages {

  private KeptMessages() {}

  /**
   * Returns for each message whether it stays.
   *
   * @param lastTurns newest turns that stay; at least 1
   */
  static boolean[] of(List<Item> items, Conversation talk, int firstTurns, int lastTurns) {
    boolean[] kept = new boolean[items.size()];
    for (int i = 0; i < kept.length; i++) {
      Item item = items.get(i);
      boolean system = ((Body.Message) item.body()).role() == Role.SYSTEM;
      int turn = talk.turnOf()[i];
      kept[i] =
          system
              || item.pinned()
              || turn < firstTurns
              || turn >= talk.turns() - lastTurns
              || i >= talk.openFrom();
    }
    boolean[] keptGroup = new boolean[items.size()];
    for (int i = 0; i < kept.length; i++) {
      keptGroup[talk.groupOf()[i]] |= kept[i];
    }
    boolean[] whole = Arrays.copyOf(kept, kept.length);
    for (int i = 0; i < kept.length; i++) {
      whole[i] |= keptGroup[talk.groupOf()[i]];
    }
    return whole;
  }

  /** Returns the message at which the current turn begins: nothing from it on is changed. */
  static int current(Conversation talk) {
    return Math.min(talk.currentTurnStart(), talk.openFrom());
  }
}
