package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.List;
import java.util.Set;

/** Who speaks first, last and in turn, and that everybody says something. */
final class ShapeRules {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool", "");

  private final Transcript transcript;
  private final List<Problem> problems;

  private ShapeRules(Transcript transcript, List<Problem> problems) {
    this.transcript = transcript;
    this.problems = problems;
  }

  static void check(Transcript transcript, List<Problem> problems) {
    ShapeRules rules = new ShapeRules(transcript, problems);
    rules.checkRoles();
    rules.checkEnds();
    rules.checkEmpty();
    if (transcript.is("anthropic")) {
      rules.checkSystemMessages();
    }
  }

  private void add(String rule, String at) {
    problems.add(new Problem(rule, at));
  }

  private void checkRoles() {
    List<Message> messages = transcript.messages();
    String list = transcript.list();
    boolean kept =
        transcript.is("openai-responses") && !transcript.body().members().containsKey(list);
    if (messages.isEmpty() && !kept && !transcript.isResumed()) {
      add("messages-empty", list);
    }
    for (int i = 0; i < messages.size(); i++) {
      String role = messages.get(i).role();
      boolean ofOthers =
          (transcript.is("anthropic") && role.equals("tool"))
              || (transcript.is("gemini") && (role.equals("system") || role.equals("tool")))
              || (role.isEmpty() && !transcript.is("openai-responses"));
      if (!ROLES.contains(role) || ofOthers) {
        add("role-unknown", role + " of " + i);
      }
      boolean speaks = role.equals("user") || role.equals("assistant");
      if (i > 0
          && speaks
          && messages.get(i - 1).isFrom(role)
          && !transcript.is("openai-responses")) {
        add("roles-not-alternating", "message " + i);
      }
    }
  }

  private void checkEnds() {
    List<Message> spoken =
        transcript.messages().stream()
            .filter(s -> !s.isFrom("system") && !s.role().isEmpty())
            .toList();
    if (spoken.isEmpty()) {
      return;
    }
    Message first = spoken.get(0);
    boolean opensWithSummary =
        !first.parts().isEmpty() && first.parts().get(0).type().equals("compaction");
    if (first.isFrom("assistant") && !opensWithSummary) {
      add("first-message-not-user", "0");
    }
    Message last = spoken.get(spoken.size() - 1);
    List<Part> parts = last.parts();
    boolean ofServer =
        !parts.isEmpty()
            && (parts.get(parts.size() - 1).is(Kind.SERVER_CALL)
                || last.isFrom("assistant") && transcript.isResumed());
    if (last.isFrom("assistant") && !last.has(Kind.CALL) && !ofServer) {
      add("last-message-not-user", "last");
    }
    boolean blankEnd =
        !parts.isEmpty()
            && parts.get(parts.size() - 1).isText()
            && parts.get(parts.size() - 1).text().matches("(?s).*\\s");
    if (last.isFrom("assistant") && transcript.is("anthropic") && blankEnd) {
      add("assistant-trailing-white-space", "last");
    }
  }

  private void checkEmpty() {
    for (int i = 0; i < transcript.messages().size(); i++) {
      Message message = transcript.messages().get(i);
      boolean mayBeEmpty =
          transcript.is("anthropic")
              && i == transcript.messages().size() - 1
              && message.isFrom("assistant");
      if (message.isEmpty() && !mayBeEmpty) {
        add("content-empty", "message " + i);
      }
      for (Part part : message.parts()) {
        checkText(message, part, i, mayBeEmpty);
      }
    }
    RawJson system = transcript.body().member(transcript.system());
    RawJson parts = transcript.is("gemini") ? system.member("parts") : system;
    for (RawJson block : parts.elements()) {
      if (block.members().containsKey("text") && block.textOf("text").isEmpty()) {
        add("text-empty", transcript.system());
      } else if (transcript.is("anthropic") && block.textOf("text").isBlank()) {
        add("text-blank", transcript.system());
      }
    }
  }

  private void checkText(Message message, Part part, int index, boolean mayBeEmpty) {
    boolean beside =
        transcript.is("openai-chat")
            && message.isFrom("assistant")
            && (message.has(Kind.CALL) || message.has(Kind.SEALED));
    boolean signed = part.frame().toLowerCase(java.util.Locale.ROOT).contains("signature");
    if (part.is(Kind.RESULT)) {
      boolean empty = part.raw().equals("\"\"") && !transcript.is("anthropic");
      boolean emptyBlock =
          transcript.is("anthropic")
              && RawJson.of(part.raw()).elements().stream()
                  .anyMatch(b -> b.textOf("type").equals("text") && b.textOf("text").isEmpty());
      if (empty || emptyBlock) {
        add("text-empty", "result in message " + index);
      }
    } else if (part.isText() && part.text().isEmpty() && !beside && !signed && !mayBeEmpty) {
      add("text-empty", "message " + index);
    } else if (part.isText()
        && transcript.is("anthropic")
        && !part.text().isEmpty()
        && part.text().isBlank()) {
      add("text-blank", "message " + index);
    }
  }

  /** A system message in the midst follows the user or a server's tool, and is answered. */
  private void checkSystemMessages() {
    List<Message> messages = transcript.messages();
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).isFrom("system")) {
        continue;
      }
      boolean right = i > 0 && (messages.get(i - 1).isFrom("user") || endsInServerTool(i - 1));
      boolean answered = i == messages.size() - 1 || messages.get(i + 1).isFrom("assistant");
      boolean spoken =
          messages.get(i).parts().stream()
              .allMatch(
                  part ->
                      part.isText()
                          || Set.of("members", "tool_addition", "tool_removal")
                              .contains(part.type()));
      if (!right || !answered || !spoken) {
        add("system-message-misplaced", "message " + i);
      }
    }
  }

  private boolean endsInServerTool(int index) {
    List<Part> parts = transcript.messages().get(index).parts();
    Part last = parts.get(parts.size() - 1);
    return transcript.messages().get(index).isFrom("assistant")
        && (last.is(Kind.SERVER_CALL) || last.is(Kind.SERVER_RESULT));
  }
}
