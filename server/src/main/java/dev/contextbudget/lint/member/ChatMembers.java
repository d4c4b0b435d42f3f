package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/** Chat Completions: messages, parts, calls and tools. */
final class ChatMembers {
  private final Wanted wanted;

  private ChatMembers(Wanted wanted) {
    this.wanted = wanted;
  }

  static void check(JsonValue root, Wanted wanted) {
    wanted.required(root, "model", Wanted.STRING);
    wanted.optional(root, "max_tokens", Wanted.NUMBER);
    wanted.optional(root, "max_completion_tokens", Wanted.NUMBER);
    wanted.tokens(root, "max_tokens", 1);
    wanted.tokens(root, "max_completion_tokens", 1);
    wanted.optional(root, "tools", Wanted.ARRAY);
    for (String name : List.of("tools", "functions")) {
      JsonValue list = root.member(name);
      if (list != null && list.isArray() && list.elements().isEmpty()) {
        wanted.problem(list, "`%s` must not be empty".formatted(name));
      }
    }
    ChatMembers members = new ChatMembers(wanted);
    root.elementsOf("tools").forEach(members::checkTool);
    root.elementsOf("functions").forEach(f -> wanted.required(f, "name", Wanted.STRING));
    root.elementsOf("messages").forEach(members::checkMessage);
  }

  /** Servers that speak the same have other types. */
  private void checkTool(JsonValue tool) {
    wanted.required(tool, "type", Wanted.STRING);
    for (String type : List.of("function", "custom")) {
      if (tool.is("type", type)) {
        checkInside(tool, type, "name");
      }
    }
  }

  private void checkMessage(JsonValue message) {
    wanted.of(message, "messages", Wanted.OBJECT);
    JsonValue calls = message.member("tool_calls");
    if (calls != null && calls.isArray() && calls.elements().isEmpty()) {
      wanted.problem(calls, "`tool_calls` must not be empty");
    }
    message.elementsOf("tool_calls").forEach(this::checkCall);
    message.elementsOf("content").forEach(this::checkPart);
  }

  private void checkCall(JsonValue call) {
    wanted.required(call, "type", Wanted.STRING);
    JsonValue function = call.member("function");
    if (function != null) {
      wanted.required(function, "arguments", Wanted.STRING);
    }
  }

  private void checkPart(JsonValue part) {
    PartTypes.check(part, PartTypes.CHAT, wanted);
    switch (part.textOf("type")) {
      case "image_url" -> checkInside(part, "image_url", "url");
      case "input_audio" -> checkInside(part, "input_audio", "data", "format");
      case "file" -> checkInside(part, "file");
      default -> {
        // texts are read by a fit
      }
    }
  }

  private void checkInside(JsonValue part, String name, String... strings) {
    wanted.required(part, name, Wanted.OBJECT);
    JsonValue inside = part.member(name);
    if (inside != null && inside.isObject()) {
      for (String string : strings) {
        wanted.required(inside, string, Wanted.STRING);
      }
    }
  }
}
