package dev.contextbudget.sweep;

import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Turns as messages of a request. Calls get ids, and each result names the oldest call that has
 * none.
 */
final class Messages {
  private final boolean named;
  private final boolean batched;
  private final List<Message.Builder> messages = new ArrayList<>();
  private final Deque<String> openCalls = new ArrayDeque<>();
  private int calls;

  private Messages(boolean named, boolean batched) {
    this.named = named;
    this.batched = batched;
  }

  /** Returns a message for every turn. */
  static List<Message> of(List<Turn> turns) {
    return new Messages(false, false).add(turns);
  }

  /** Returns a message for every turn, with the speaker's name. */
  static List<Message> named(List<Turn> turns) {
    return new Messages(true, false).add(turns);
  }

  /**
   * Returns messages in which calls that follow each other without a word are one parallel batch,
   * and its results follow it.
   */
  static List<Message> batched(List<Turn> turns) {
    return new Messages(false, true).add(turns);
  }

  private List<Message> add(List<Turn> turns) {
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      boolean joins =
          batched
              && i >= 2
              && !turn.calls().isEmpty()
              && turn.text().isEmpty()
              && turns.get(i - 1).isFrom("tool");
      if (joins) {
        addCalls(batchBefore(), turn);
      } else {
        add(turn);
      }
    }
    return messages.stream().map(Message.Builder::build).toList();
  }

  private Message.Builder batchBefore() {
    int at = messages.size() - 1;
    while (messages.get(at).getRole() == Role.ROLE_TOOL) {
      at--;
    }
    return messages.get(at);
  }

  private void add(Turn turn) {
    Message.Builder message = Message.newBuilder().setId(turn.id()).setRole(role(turn.role()));
    if (named) {
      message.setName(turn.name());
    }
    if (turn.isFrom("tool")) {
      ToolResult.Builder result =
          ToolResult.newBuilder()
              .setCallId(openCalls.remove())
              .setIsError(turn.text().startsWith("Error"))
              .addParts(Part.newBuilder().setText(turn.text()));
      message.addParts(Part.newBuilder().setToolResult(result));
    } else if (!turn.text().isEmpty()) {
      message.addParts(Part.newBuilder().setText(turn.text()));
    }
    addCalls(message, turn);
    messages.add(message);
  }

  private void addCalls(Message.Builder message, Turn turn) {
    for (Recording.Call call : turn.calls()) {
      String id = "call_" + calls++;
      openCalls.add(id);
      message.addParts(
          Part.newBuilder()
              .setToolCall(
                  ToolCall.newBuilder()
                      .setId(id)
                      .setName(call.name())
                      .setArgumentsJson(call.argumentsJson())));
    }
  }

  private static Role role(String name) {
    return switch (name) {
      case "system" -> Role.ROLE_SYSTEM;
      case "user" -> Role.ROLE_USER;
      case "assistant" -> Role.ROLE_ASSISTANT;
      case "tool" -> Role.ROLE_TOOL;
      default -> throw new IllegalArgumentException("unknown role " + name);
    };
  }
}
