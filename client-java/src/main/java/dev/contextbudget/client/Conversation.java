package dev.contextbudget.client;

import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes messages, oldest first; the methods return this, for chaining.
 *
 * <p>It is for {@link ContextRequest#history} and for {@code CompactRequest.addAllMessages}. What
 * it has no method for can be set on the {@link Message}s it returns.
 */
public final class Conversation {
  private final List<Message.Builder> messages = new ArrayList<>();

  /** Adds what the person says; a turn begins here. */
  public Conversation user(String text) {
    return add(Role.ROLE_USER, Part.newBuilder().setText(text).build());
  }

  /** Adds what the model says. */
  public Conversation assistant(String text) {
    return add(Role.ROLE_ASSISTANT, Part.newBuilder().setText(text).build());
  }

  /**
   * Adds a tool call by the model. Calls that follow each other, or a text of the model, are one
   * message, as providers have it.
   *
   * @param callId names the call to its result; unique in the request
   * @param argumentsJson as the model wrote them
   */
  public Conversation toolCall(String callId, String tool, String argumentsJson) {
    ToolCall call =
        ToolCall.newBuilder().setId(callId).setName(tool).setArgumentsJson(argumentsJson).build();
    Part part = Part.newBuilder().setToolCall(call).build();
    if (!messages.isEmpty() && last().getRole() == Role.ROLE_ASSISTANT) {
      last().addParts(part);
      return this;
    }
    return add(Role.ROLE_ASSISTANT, part);
  }

  /** Adds what a tool answered. */
  public Conversation toolResult(String callId, String text) {
    return result(callId, text, false);
  }

  /** Adds that a tool failed, and how. */
  public Conversation toolError(String callId, String text) {
    return result(callId, text, true);
  }

  /**
   * Names the last message; without it a message's id is its component's and its number.
   *
   * <p>Do this if old messages are ever left out of requests: numbers then no longer name the same
   * messages, and the provider's cache seems broken.
   *
   * @throws IllegalStateException if there is no message yet
   */
  public Conversation id(String id) {
    last().setId(id);
    return this;
  }

  /**
   * Pins the last message: it is never dropped or shortened.
   *
   * @throws IllegalStateException if there is no message yet
   */
  public Conversation pinned() {
    last().setPinned(true);
    return this;
  }

  /** Returns the messages. */
  public List<Message> messages() {
    return messages.stream().map(Message.Builder::build).toList();
  }

  private Conversation result(String callId, String text, boolean isError) {
    ToolResult result =
        ToolResult.newBuilder()
            .setCallId(callId)
            .setIsError(isError)
            .addParts(Part.newBuilder().setText(text))
            .build();
    return add(Role.ROLE_TOOL, Part.newBuilder().setToolResult(result).build());
  }

  private Conversation add(Role role, Part part) {
    messages.add(Message.newBuilder().setRole(role).addParts(part));
    return this;
  }

  private Message.Builder last() {
    if (messages.isEmpty()) {
      throw new IllegalStateException("there is no message yet");
    }
    return messages.get(messages.size() - 1);
  }
}
