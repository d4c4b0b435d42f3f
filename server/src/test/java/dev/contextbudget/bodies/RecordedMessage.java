package dev.contextbudget.bodies;

import dev.contextbudget.sweep.Recording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one speaker of a recording says before another does, with ids for its calls.
 *
 * @param role {@code user}, {@code assistant} or {@code tool}
 * @param calls made in this message of the assistant
 * @param answers of tools, in the order of the calls
 */
record RecordedMessage(String role, String text, List<Call> calls, List<Answer> answers) {

  /** A call of a tool. */
  record Call(String id, String name, String argumentsJson) {}

  /** The result of a call. */
  record Answer(String id, String name, String text) {}

  /**
   * Returns a recording up to where the model has to speak.
   *
   * @param inBatches whether calls that follow each other without a word are one parallel batch
   */
  static List<RecordedMessage> of(Recording recording, boolean inBatches) {
    List<RecordedMessage> messages = new ArrayList<>();
    Deque<Call> open = new ArrayDeque<>();
    for (Recording.Turn turn : recording.turns()) {
      if (turn.isFrom("tool")) {
        Call call = open.remove();
        answers(messages).add(new Answer(call.id(), call.name(), turn.text()));
      } else if (!turn.isFrom("system") && !(turn.text().isEmpty() && turn.calls().isEmpty())) {
        boolean joins = inBatches && turn.text().isEmpty() && endsIn(messages, "tool");
        if (!joins) {
          messages.add(
              new RecordedMessage(turn.role(), said(turn), new ArrayList<>(), new ArrayList<>()));
        }
        List<Call> calls = messages.get(messages.size() - (joins ? 2 : 1)).calls;
        for (Recording.Call call : turn.calls()) {
          String id = "call_" + messages.size() + "_" + calls.size();
          calls.add(new Call(id, call.name(), call.argumentsJson()));
          open.add(calls.get(calls.size() - 1));
        }
      }
    }
    while (endsIn(messages, "assistant")) {
      messages.remove(messages.size() - 1);
    }
    return messages;
  }

  private static boolean endsIn(List<RecordedMessage> messages, String role) {
    return !messages.isEmpty() && messages.get(messages.size() - 1).isFrom(role);
  }

  /** Returns the answers of the last message, which is one of tools. */
  private static List<Answer> answers(List<RecordedMessage> messages) {
    if (!endsIn(messages, "tool")) {
      messages.add(new RecordedMessage("tool", "", List.of(), new ArrayList<>()));
    }
    return messages.get(messages.size() - 1).answers;
  }

  /** Speakers that are more than the user and the assistant are named in what they say. */
  private static String said(Recording.Turn turn) {
    boolean named = !List.of("user", "assistant", "system", "").contains(turn.name());
    return named ? turn.name() + ": " + turn.text() : turn.text();
  }

  boolean isFrom(String speaker) {
    return role.equals(speaker);
  }
}
