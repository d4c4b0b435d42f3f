package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Every call has one result, right behind it or, in items of Responses, anywhere behind it, and
 * every result its call.
 */
final class PairRules {
  private final Transcript transcript;
  private final List<Problem> problems;
  private final List<String> open = new ArrayList<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> answered = new HashSet<>();

  /** Message of the open calls. */
  private int callsAt = -1;

  private PairRules(Transcript transcript, List<Problem> problems) {
    this.transcript = transcript;
    this.problems = problems;
  }

  static void check(Transcript transcript, List<Problem> problems) {
    new PairRules(transcript, problems).check();
  }

  private void check() {
    for (int i = 0; i < transcript.messages().size(); i++) {
      Message message = transcript.messages().get(i);
      if (ends(message, i)) {
        List<String> lost = open.stream().filter(id -> !isAnsweredBehind(id, message)).toList();
        lost.forEach(id -> problems.add(new Problem("tool-call-unanswered", id)));
        open.removeAll(lost);
      }
      boolean textSeen = false;
      Set<String> here = new HashSet<>();
      for (Part part : message.parts()) {
        if (part.is(Kind.RESULT)) {
          if (textSeen && transcript.is("anthropic")) {
            problems.add(new Problem("tool-result-not-first", "message " + i));
          }
          answer(part, i);
        } else if (part.is(Kind.CALL)) {
          call(part, i, here);
        }
        textSeen |= !part.is(Kind.RESULT) && !part.type().equals("members");
      }
      checkCaller(message, i);
    }
    for (String id : open) {
      String rule = hasResultsBehind(id) ? "tool-call-unanswered" : "tool-call-in-flight";
      problems.add(new Problem(rule, id));
    }
    checkServerTools();
  }

  /** Whether calls must be answered before this message. */
  private boolean ends(Message message, int index) {
    if (open.isEmpty()) {
      return false;
    }
    return switch (transcript.dialect()) {
      case "openai-chat" -> !message.has(Kind.RESULT);
      case "openai-responses" -> message.isFrom("user");
      case "anthropic" -> !isMerged(message, index) && endsBatch(message, index);
      default -> endsBatch(message, index);
    };
  }

  /** Whether other calls have results behind this one, which are sent all together. */
  private boolean hasResultsBehind(String id) {
    return transcript.messages().stream()
        .skip(transcript.is("openai-responses") ? indexOf(id) : callsAt)
        .anyMatch(message -> message.has(Kind.RESULT));
  }

  private int indexOf(String id) {
    int index = 0;
    while (transcript.messages().get(index).parts().stream()
        .noneMatch(part -> part.is(Kind.CALL) && part.id().equals(id))) {
      index++;
    }
    return index;
  }

  private boolean endsBatch(Message message, int index) {
    return index > callsAt + 1 || !message.has(Kind.RESULT);
  }

  /** Neighbours of one role are one message, so the calls go on. */
  private boolean isMerged(Message message, int index) {
    boolean isMerged = message.isFrom("assistant") && index == callsAt + 1;
    callsAt += isMerged ? 1 : 0;
    return isMerged;
  }

  private boolean isAnsweredBehind(String id, Message message) {
    List<Message> all = transcript.messages();
    return transcript.is("openai-responses")
        && all.subList(all.indexOf(message), all.size()).stream()
            .flatMap(behind -> behind.parts().stream())
            .anyMatch(part -> part.is(Kind.RESULT) && part.id().equals(id));
  }

  private void answer(Part result, int index) {
    String id = result.id();
    if (open.remove(id)) {
      answered.add(id);
    } else if (answered.contains(id) && !id.isEmpty()) {
      problems.add(new Problem("tool-result-duplicate", id + " in message " + index));
    } else if (!callsAreElsewhere()) {
      problems.add(new Problem("tool-result-orphan", id + " in message " + index));
    }
  }

  /** A provider that keeps the conversation has calls that the body has not. */
  private boolean callsAreElsewhere() {
    return transcript.is("openai-responses")
        && (transcript.isResumed()
            || transcript.messages().stream()
                .flatMap(message -> message.parts().stream())
                .anyMatch(part -> part.type().equals("item_reference")));
  }

  private void call(Part call, int index, Set<String> here) {
    boolean again = transcript.is("openai-chat") ? !here.add(call.id()) : !called.add(call.id());
    if (again && !call.id().isEmpty()) {
      problems.add(new Problem("tool-call-id-duplicate", call.id()));
    }
    answered.remove(call.id());
    open.add(call.id());
    callsAt = index;
  }

  /** A content of Gemini that calls answers one of the user. */
  private void checkCaller(Message message, int index) {
    if (transcript.is("gemini") && message.has(Kind.CALL)) {
      Message before = index == 0 ? null : transcript.messages().get(index - 1);
      if (before == null || !before.isFrom("user")) {
        problems.add(new Problem("first-message-not-user", "call in content " + index));
      }
    }
  }

  private void checkServerTools() {
    Set<String> asked = new HashSet<>();
    Set<String> waiting = new LinkedHashSet<>();
    for (Message message : transcript.messages()) {
      if (transcript.is("anthropic") && message.isFrom("user") && !message.has(Kind.RESULT)) {
        waiting.forEach(id -> problems.add(new Problem("tool-call-unanswered", id)));
        waiting.clear();
      }
      for (Part part : message.parts()) {
        if (part.is(Kind.SERVER_CALL)) {
          asked.add(part.id());
          waiting.add(part.id());
        } else if (part.is(Kind.SERVER_RESULT)) {
          waiting.remove(part.id());
          if (!asked.contains(part.id())) {
            problems.add(new Problem("tool-result-orphan", part.type() + " " + part.id()));
          }
        }
      }
    }
  }
}
