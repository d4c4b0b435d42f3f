package dev.contextbudget.core.prompt;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The structure of the messages of one component: turns, and tool calls with their results.
 *
 * <p>A turn begins at a user message without tool results and reaches to the next one: what the
 * user adds to a result, or says before it, is said in the turn of its call. A call group is an
 * assistant message with its calls, the thinking that came before them as a message, the messages
 * with their results, and what stands in between but of the system: it stays or leaves as a whole,
 * a parallel batch included, because providers refuse one without the other.
 *
 * @param turnOf turn of each message, from 0; messages before the first turn belong to turn 0
 * @param turnStarts first message of each turn
 * @param turnHeads message that opens each turn; -1 if there is none, before the first user message
 * @param groupOf first message of the call group of each message; itself if it is in none
 * @param openFrom first message of the call group at the end that still lacks results; the number
 *     of messages if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the core
public record Conversation(
    int[] turnOf, int[] turnStarts, int[] turnHeads, int[] groupOf, int openFrom) {

  /** The structure of a component without messages. */
  public static final Conversation NONE =
      new Conversation(new int[0], new int[0], new int[0], new int[0], 0);

  /** Returns the number of turns. */
  public int turns() {
    return turnStarts.length;
  }

  /**
   * Returns the message that opens the current, last turn; the first one if no user message does.
   * What stands before the first user message is not of it, though of its turn: instructions, or a
   * greeting.
   */
  public int currentTurnStart() {
    return turnHeads.length == 0 ? 0 : Math.max(0, turnHeads[turnHeads.length - 1]);
  }

  /** Returns true if the last messages are tool calls that still lack results. */
  public boolean endsInOpenCalls() {
    return openFrom < turnOf.length;
  }

  /** Returns true if this message opens a turn: the user says something, and not to a call. */
  public static boolean opensTurn(Body.Message message) {
    return message.role() == Role.USER && !message.withinCall() && !answers(message);
  }

  /**
   * A loop, as every message of a request is asked several times and streams cost as much again.
   */
  private static boolean answers(Body.Message message) {
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolResult) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if the user says something in this message, be it only beside a tool result. */
  public static boolean userSpeaks(Body.Message message) {
    return message.role() == Role.USER
        && (opensTurn(message)
            || message.parts().stream().anyMatch(p -> !(p instanceof Part.ToolResult)));
  }

  /**
   * Reads the structure of a component's typed messages. O(n).
   *
   * @param component has messages
   * @param path path of the list of messages in the request, for violations
   * @param violations receives what breaks the rules of tool calls, up to a hundred
   */
  public static Conversation of(Component component, String path, List<Violation> violations) {
    return of(
        component,
        (message, part, body) -> "%s[%d].parts[%d].%s".formatted(path, message, part, body),
        violations);
  }

  /**
   * Reads the structure of a component's messages. O(n).
   *
   * @param component has messages
   * @param fields names the place of a violation
   * @param violations receives what breaks the rules of tool calls, up to a hundred
   */
  public static Conversation of(Component component, Fields fields, List<Violation> violations) {
    List<Body.Message> messages =
        component.items().stream().map(item -> (Body.Message) item.body()).toList();
    int[] heads =
        IntStream.range(0, messages.size()).filter(i -> opensTurn(messages.get(i))).toArray();
    if (heads.length == 0 && !messages.isEmpty()) {
      heads = new int[] {-1};
    }
    int[] starts = heads.clone();
    if (starts.length > 0) {
      starts[0] = 0;
    }
    int[] turnOf = new int[messages.size()];
    for (int turn = 0; turn < starts.length; turn++) {
      Arrays.fill(
          turnOf, starts[turn], turn + 1 < starts.length ? starts[turn + 1] : turnOf.length, turn);
    }
    CallGroups groups = new CallGroups(fields, violations);
    for (int i = 0; i < messages.size(); i++) {
      groups.read(i, messages.get(i));
    }
    return new Conversation(turnOf, starts, heads, groups.groupOf(), groups.openFrom());
  }

  /** Names the places of a request, as its caller knows them. */
  public interface Fields {
    /**
     * Returns the path of a part of a message.
     *
     * @param body which kind of part it is, and what of it
     */
    String of(int message, int part, String body);
  }

  /** Follows calls and results from message to message. */
  private static final class CallGroups {
    /** Enough to mend a request; a hostile one has a million results of a few bytes. */
    private static final int MAX_TOLD = 100;

    /** A part of a message. */
    private record Place(int message, int part) {}

    private final Fields fields;
    private final List<Violation> violations;
    private final List<Integer> groupOf = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Place> open = new LinkedHashMap<>();
    private int openAt = -1;
    private int thinkingAt = -1;

    CallGroups(Fields fields, List<Violation> violations) {
      this.fields = fields;
      this.violations = violations;
    }

    void read(int index, Body.Message message) {
      boolean goesOn = message.withinCall() || answers(message);
      if (!goesOn && !open.isEmpty()) {
        open.values()
            .forEach(
                call ->
                    report(
                        call, "tool_call", Reason.UNANSWERED_TOOL_CALL, "has no result after it"));
        open.clear();
      }
      openAt = goesOn ? openAt : -1;
      int group = openAt;
      if (group < 0) {
        group = thinkingAt >= 0 && message.role() == Role.ASSISTANT ? thinkingAt : index;
      }
      thinkingAt = isThinking(message) ? group : -1;
      groupOf.add(message.role() == Role.SYSTEM ? index : group);
      for (int k = 0; k < message.parts().size(); k++) {
        Place place = new Place(index, k);
        Part part = message.parts().get(k);
        if (part instanceof Part.ToolCall call) {
          if (!seen.add(call.id())) {
            report(place, "tool_call.id", Reason.DUPLICATE_ID, "is of a call that stands before");
          }
          open.put(call.id(), place);
          openAt = group;
        } else if (part instanceof Part.ToolResult result && open.remove(result.callId()) == null) {
          report(place, "tool_result", Reason.DANGLING_TOOL_RESULT, "answers no open call");
        }
      }
    }

    private static boolean isThinking(Body.Message message) {
      for (Part part : message.parts()) {
        if (!(part instanceof Part.Thinking || part instanceof Part.Opaque)) {
          return false;
        }
      }
      return message.role() == Role.ASSISTANT && !message.parts().isEmpty();
    }

    private void report(Place place, String body, Reason reason, String what) {
      if (violations.size() >= MAX_TOLD) {
        return;
      }
      String field = fields.of(place.message(), place.part(), body);
      violations.add(Violation.of(field, reason, what));
    }

    int[] groupOf() {
      return groupOf.stream().mapToInt(Integer::intValue).toArray();
    }

    int openFrom() {
      return open.isEmpty() ? groupOf.size() : openAt;
    }
  }
}
