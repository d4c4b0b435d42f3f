package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prompt.Conversation;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * How long each message of a body stays as it is, from what callers hint about some.
 *
 * <p>A stable message makes all before it so; one that is made anew, all behind it. Messages of
 * another stability are another component, which shrinks for itself, so three things keep turns
 * right: a result and what stands before it are as stable as its call, a turn is not made anew in
 * its midst, and where a turn begins in one component and goes on in the next, its beginning stays.
 */
final class TurnStability {
  private final List<Body.Message> messages;
  private final Stability[] stabilities;
  private final BitSet pinned = new BitSet();

  /**
   * @param hinted of each message
   */
  TurnStability(List<Body.Message> messages, List<Optional<Stability>> hinted) {
    this.messages = messages;
    this.stabilities = spread(hinted);
    keepTurns();
  }

  private static Stability[] spread(List<Optional<Stability>> hinted) {
    Stability[] spread = new Stability[hinted.size()];
    Stability least = Stability.APPEND_ONLY;
    for (int i = spread.length - 1; i >= 0; i--) {
      Stability own = hinted.get(i).orElse(Stability.APPEND_ONLY);
      least = own.isStable() && own.compareTo(least) < 0 ? own : least;
      spread[i] = least;
    }
    boolean anew = false;
    for (int i = 0; i < spread.length; i++) {
      anew |= hinted.get(i).equals(Optional.of(Stability.REQUEST));
      spread[i] = anew ? Stability.REQUEST : spread[i];
    }
    return spread;
  }

  private void keepTurns() {
    int head = 0; // also if the first message opens none
    for (int i = 1; i < stabilities.length; i++) {
      Body.Message message = messages.get(i);
      head = Conversation.opensTurn(message) ? i : head;
      if (head == i || stabilities[i] == stabilities[i - 1]) {
        continue;
      }
      boolean answers = message.parts().stream().anyMatch(part -> part instanceof Part.ToolResult);
      if (answers || message.withinCall() || stabilities[i] == Stability.REQUEST) {
        stabilities[i] = stabilities[i - 1];
      } else {
        pinned.set(head, i);
      }
    }
  }

  /** Returns how long a message stays as it is. */
  Stability of(int message) {
    return stabilities[message];
  }

  /** Returns true if a message stays because its turn goes on in another component. */
  boolean isPinned(int message) {
    return pinned.get(message);
  }

  /** Returns true if a message stands in another component than the one before it. */
  boolean changesAt(int message) {
    return stabilities[message] != stabilities[message - 1];
  }
}
