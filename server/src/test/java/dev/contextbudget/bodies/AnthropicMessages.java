package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of Anthropic Messages. */
final class AnthropicMessages {
  private AnthropicMessages() {}

  static List<Message> of(RawJson body) {
    return body.member("messages").elements().stream().map(AnthropicMessages::message).toList();
  }

  private static Message message(RawJson message) {
    RawJson content = message.member("content");
    List<Part> parts = new ArrayList<>();
    if (content.isString()) {
      parts.add(Part.text("", content));
    }
    content.elements().forEach(block -> parts.add(block(block)));
    String rest = message.without("role", "content");
    if (!rest.isEmpty()) {
      parts.add(Part.whole(Kind.OTHER, "members", "", rest));
    }
    boolean isEmpty = !content.isString() && content.elements().isEmpty() && rest.isEmpty();
    return new Message(message.textOf("role"), parts, isEmpty);
  }

  private static Part block(RawJson block) {
    String type = block.textOf("type");
    if (type.equals("text")) {
      boolean cites = !block.member("citations").elements().isEmpty();
      return cites
          ? Part.whole(Kind.OTHER, type, "", block.raw())
          : Part.text(block.without("type", "text"), block.member("text"));
    }
    if (type.equals("tool_result")) {
      RawJson content = block.member("content");
      return new Part(
          Kind.RESULT,
          type,
          block.textOf("tool_use_id"),
          block.without("content"),
          content.raw(),
          content.joinedText());
    }
    Kind kind =
        switch (type) {
          case "tool_use" -> Kind.CALL;
          case "server_tool_use", "mcp_tool_use" -> Kind.SERVER_CALL;
          case "thinking", "redacted_thinking", "compaction" -> Kind.SEALED;
          default -> type.endsWith("_tool_result") ? Kind.SERVER_RESULT : Kind.OTHER;
        };
    boolean answers = kind == Kind.SERVER_RESULT;
    return Part.whole(kind, type, block.textOf(answers ? "tool_use_id" : "id"), block.raw());
  }
}
