package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import java.util.List;
import java.util.Map;

/**
 * A body as the checker reads it.
 *
 * @param list name of the member with the messages
 * @param system name of the member with instructions outside of them
 */
record Transcript(
    String dialect, RawJson body, String list, String system, List<Message> messages) {

  static Transcript of(String dialect, String json) {
    RawJson body = RawJson.of(json);
    return switch (dialect) {
      case "openai-chat" -> new Transcript(dialect, body, "messages", "", ChatMessages.of(body));
      case "anthropic" ->
          new Transcript(dialect, body, "messages", "system", AnthropicMessages.of(body));
      case "openai-responses" ->
          new Transcript(dialect, body, "input", "instructions", ResponsesItems.of(body));
      case "gemini" -> {
        Map<String, RawJson> members = body.members();
        String system =
            members.containsKey("system_instruction") ? "system_instruction" : "systemInstruction";
        yield new Transcript(dialect, body, "contents", system, GeminiContents.of(body));
      }
      default -> throw new IllegalArgumentException(dialect);
    };
  }

  boolean is(String other) {
    return dialect.equals(other);
  }

  /** Returns whether the provider keeps what was said before. */
  boolean isResumed() {
    return body.member("previous_response_id", "conversation").raw().length() > "null".length();
  }

  /** Returns the last message in which the user says or shows something; -1 if there is none. */
  int lastUserMessage() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      if (message.isFrom("user") && message.parts().stream().anyMatch(p -> !p.is(Kind.RESULT))) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the message that opens the last turn; -1 if none does. */
  int lastTurn() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).opensTurn()) {
        return i;
      }
    }
    return -1;
  }
}
