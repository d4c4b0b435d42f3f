package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of Chat Completions. */
final class ChatMessages {
  private ChatMessages() {}

  static List<Message> of(RawJson body) {
    return body.member("messages").elements().stream().map(ChatMessages::message).toList();
  }

  private static Message message(RawJson message) {
    String role = message.textOf("role");
    RawJson content = message.member("content");
    List<Part> parts = new ArrayList<>();
    if (role.equals("tool") || role.equals("function")) {
      String id =
          role.equals("tool")
              ? message.textOf("tool_call_id")
              : "by name " + message.textOf("name");
      parts.add(
          new Part(
              Kind.RESULT,
              "tool",
              id,
              message.without("content"),
              content.raw(),
              content.joinedText()));
      return new Message("tool", parts, !message.members().containsKey("content"));
    }
    List<Part> texts = texts(content);
    parts.addAll(texts);
    for (RawJson call : message.member("tool_calls").elements()) {
      parts.add(Part.whole(Kind.CALL, "call", call.textOf("id"), call.raw()));
    }
    RawJson single = message.member("function_call");
    if (single.isObject()) {
      parts.add(Part.whole(Kind.CALL, "call", "by name " + single.textOf("name"), single.raw()));
    }
    String rest = message.without("role", "content", "tool_calls", "function_call");
    boolean saysOtherwise =
        message.member("refusal").isString()
            || message.member("audio").isObject()
            || message.members().containsKey("reasoning_content")
            || message.members().containsKey("reasoning");
    if (!rest.isEmpty()) {
      parts.add(Part.whole(saysOtherwise ? Kind.SEALED : Kind.OTHER, "members", "", rest));
    }
    boolean calls = parts.stream().anyMatch(part -> part.is(Kind.CALL));
    boolean isEmpty = !content.isString() && texts.isEmpty() && !calls && !saysOtherwise;
    return new Message(role.equals("developer") ? "system" : role, parts, isEmpty);
  }

  private static List<Part> texts(RawJson content) {
    List<Part> parts = new ArrayList<>();
    if (content.isString()) {
      parts.add(Part.text("", content));
    }
    for (RawJson part : content.elements()) {
      boolean isText = part.textOf("type").equals("text");
      parts.add(
          isText
              ? Part.text(part.without("type", "text"), part.member("text"))
              : Part.whole(Kind.OTHER, part.textOf("type"), "", part.raw()));
    }
    return parts;
  }
}
