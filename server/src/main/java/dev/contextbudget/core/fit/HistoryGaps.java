package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.MessageRules;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The gaps of the histories of a prompt, and where the model is told of each.
 *
 * <p>Histories that stand side by side can have their gaps at one place; it is told once.
 */
final class HistoryGaps {
  private final MessageRules rules;
  private final Map<Integer, HistoryGap> gaps = new TreeMap<>();

  HistoryGaps(MessageRules rules) {
    this.rules = rules;
  }

  /** Where in its message a note stands, in the order in which places stay right. */
  enum Side {
    BEGINNING,
    END,
    /** It is a message, before the one that is at its place now. */
    ALONE
  }

  /**
   * The place of a note.
   *
   * @param component the history that it speaks of
   * @param message place in the prompt as it is without notes
   */
  record NotePlace(int component, int message, Side side) {}

  /** Returns the gap of a component, which is none yet when it is asked for first. */
  HistoryGap of(int component) {
    return gaps.computeIfAbsent(component, c -> new HistoryGap());
  }

  /** Returns at most one place in each message and before each, the last first. */
  List<NotePlace> notePlaces(List<PromptMessage> messages) {
    List<NotePlace> places = new ArrayList<>();
    Set<Integer> hosts = new HashSet<>();
    Set<Integer> alone = new HashSet<>();
    gaps.forEach(
        (component, gap) -> {
          if (gap.isOpen()) {
            NotePlace place = place(component, gap, messages);
            if ((place.side() == Side.ALONE ? alone : hosts).add(place.message())) {
              places.add(place);
            }
          }
        });
    places.sort(
        Comparator.comparingInt(NotePlace::message).reversed().thenComparing(NotePlace::side));
    return places;
  }

  private NotePlace place(int component, HistoryGap gap, List<PromptMessage> messages) {
    int place = gap.place();
    if (gap.host() >= 0) {
      Side side = gap.hostIsBehind() ? Side.BEGINNING : Side.END;
      return new NotePlace(component, gap.host(), side);
    }
    if (place < messages.size() && isOfUser(messages.get(place), false)) {
      return new NotePlace(component, place, Side.BEGINNING);
    }
    if (place > 0 && isOfUser(messages.get(place - 1), rules.mayFollowResults())) {
      return new NotePlace(component, place - 1, Side.END);
    }
    return new NotePlace(component, place, Side.ALONE);
  }

  /**
   * A second message of the user beside this one would break the roles. Results come first in it;
   * where it is joined with another message, the note stands behind them.
   */
  private static boolean isOfUser(PromptMessage message, boolean withResults) {
    return message.role() == Role.USER
        && (withResults
            || message.isJoined()
            || message.parts().stream().noneMatch(p -> p.content() instanceof Part.ToolResult));
  }
}
