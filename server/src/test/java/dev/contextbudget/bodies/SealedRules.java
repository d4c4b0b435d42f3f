package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.List;

/** Thinking, reasoning, signatures and compaction stand where their provider wants them. */
final class SealedRules {
  private final Transcript transcript;
  private final List<Problem> problems;

  private SealedRules(Transcript transcript, List<Problem> problems) {
    this.transcript = transcript;
    this.problems = problems;
  }

  static void check(Transcript transcript, List<Problem> problems) {
    SealedRules rules = new SealedRules(transcript, problems);
    switch (transcript.dialect()) {
      case "anthropic" -> rules.checkThinking();
      case "openai-responses" -> rules.checkReasoning();
      case "gemini" -> rules.checkSignatures();
      default -> {}
    }
    rules.checkCompaction();
  }

  private void add(String rule, String at) {
    problems.add(new Problem(rule, at));
  }

  private void checkThinking() {
    List<Message> messages = transcript.messages();
    int last = -1;
    for (int i = 0; i < messages.size(); i++) {
      last = messages.get(i).isFrom("assistant") ? i : last;
      for (Part part : messages.get(i).parts()) {
        if (part.type().equals("thinking")
            && RawJson.of(part.frame()).textOf("signature").isEmpty()) {
          add("thinking-signature-missing", "message " + i);
        }
      }
    }
    boolean thinks = transcript.body().member("thinking").textOf("type").equals("enabled");
    boolean inLoop =
        last >= 0 && last >= transcript.lastTurn() && messages.get(last).has(Kind.CALL);
    if (thinks && inLoop) {
      boolean begins = false; // in manual mode only the first answer of a turn does
      for (int i = Math.max(0, transcript.lastTurn()); i <= last; i++) {
        boolean joined = i > 0 && messages.get(i - 1).isFrom("assistant");
        begins |= !joined && isThinking(messages.get(i)); // neighbours of one role are one
      }
      if (!begins) {
        add("thinking-not-first", "message " + last);
      }
    }
  }

  private static boolean isThinking(Message message) {
    return message.isFrom("assistant") && message.parts().get(0).type().endsWith("thinking");
  }

  private void checkReasoning() {
    List<Message> messages = transcript.messages();
    for (int i = 0; i < messages.size(); i++) {
      boolean reasons = isOf(messages.get(i), "reasoning");
      boolean followed = i + 1 < messages.size() && messages.get(i + 1).isFrom("assistant");
      if (reasons && !followed) {
        add("reasoning-without-item", "item " + i);
      }
    }
  }

  private static boolean isOf(Message message, String type) {
    return !message.parts().isEmpty() && message.parts().get(0).type().equals(type);
  }

  /** From Gemini 3 on, the first call of each step of the current turn has a signature. */
  private void checkSignatures() {
    if (transcript.body().textOf("model").matches(".*gemini-[12]\\..*")) {
      return;
    }
    for (int i = Math.max(0, transcript.lastTurn()); i < transcript.messages().size(); i++) {
      Part call =
          transcript.messages().get(i).parts().stream()
              .filter(part -> part.is(Kind.CALL))
              .findFirst()
              .orElse(null);
      if (call != null
          && RawJson.of(call.frame()).textOf("thoughtSignature", "thought_signature").isEmpty()) {
        add("thought-signature-missing", "content " + i);
      }
    }
  }

  private void checkCompaction() {
    boolean seen = false;
    for (int i = 0; i < transcript.messages().size(); i++) {
      for (Part part : transcript.messages().get(i).parts()) {
        if (part.type().equals("compaction") && seen) {
          add("compaction-not-first", "message " + i);
        }
        seen = true;
      }
    }
  }
}
