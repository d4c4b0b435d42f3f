package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an API takes between a call and its result.
 *
 * <p>Nothing but other results on Chat Completions and Gemini, whose readers need none of this.
 */
public enum CallSpans {
  /** Anything: Responses pairs them by their id alone, wherever they stand. */
  ANYTHING,
  /** The rest of the answer: Anthropic makes one of neighbouring messages of one role. */
  ANSWER;

  /** Returns the messages, and of those between a call and its result that they are. O(n). */
  public List<BodyMessage> mark(List<BodyMessage> messages) {
    int[] ends = ends(messages);
    List<BodyMessage> marked = new ArrayList<>();
    int end = -1;
    boolean isAnswer = false;
    for (int i = 0; i < ends.length; i++) {
      BodyMessage message = messages.get(i);
      isAnswer &= message.role() == Role.ASSISTANT;
      boolean within = i < end && (this == ANYTHING || isAnswer);
      marked.add(within ? message.amidCall() : message);
      isAnswer |= ends[i] > i;
      end = Math.max(end, ends[i]);
    }
    return marked;
  }

  /** Returns for each message where the last result of its calls is; -1 if there is none. */
  private int[] ends(List<BodyMessage> messages) {
    int[] ends = new int[messages.size()];
    Map<String, Integer> callers = new HashMap<>();
    for (int i = 0; i < ends.length; i++) {
      ends[i] = -1;
      for (BodyPart part : messages.get(i).parts()) {
        if (part.part() instanceof Part.ToolCall call) {
          callers.put(call.id(), i);
        } else if (part.part() instanceof Part.ToolResult result) {
          Integer caller = callers.remove(result.callId());
          if (caller != null) {
            ends[caller] = i;
          }
        }
      }
    }
    if (this == ANSWER) {
      inFlight(messages, callers.values(), ends);
    }
    return ends;
  }

  /** Results of the last answer are still to come, behind all of it. */
  private static void inFlight(
      List<BodyMessage> messages, Collection<Integer> unanswered, int[] ends) {
    int last = ends.length - 1;
    while (last >= 0 && messages.get(last).role() == Role.ASSISTANT) {
      last--;
    }
    for (int caller : unanswered) {
      if (caller > last) {
        ends[caller] = ends.length;
      }
    }
  }
}
