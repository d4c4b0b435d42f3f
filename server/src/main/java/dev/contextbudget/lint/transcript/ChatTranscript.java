package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chat Completions: messages, whose calls stand beside their content. */
final class ChatTranscript {
  private static final List<String> REASONING =
      List.of("reasoning_content", "reasoning", "reasoning_details");

  private ChatTranscript() {}

  static Transcript read(JsonValue root) {
    List<Message> messages = new ArrayList<>();
    for (JsonValue message : root.elementsOf("messages")) {
      messages.add(message(message));
    }
    return new Transcript(List.of(), messages);
  }

  private static Message message(JsonValue message) {
    JsonValue content = message.member("content");
    List<Piece> pieces = new ArrayList<>();
    String role = message.textOf("role");
    if (role.equals("tool")) {
      String id = message.textOf("tool_call_id");
      pieces.add(Piece.result(message, id, "", content(content)));
    } else if (role.equals("function")) {
      pieces.add(Piece.result(message, "", message.textOf("name"), content(content)));
    } else {
      thinking(message, pieces);
      pieces.addAll(content(content));
      calls(message, pieces);
    }
    return new Message(message, speaker(role), content, pieces);
  }

  private static Speaker speaker(String role) {
    return switch (role) {
      case "system", "developer" -> Speaker.SYSTEM;
      case "user" -> Speaker.USER;
      case "assistant" -> Speaker.MODEL;
      case "tool", "function" -> Speaker.TOOL;
      default -> Speaker.NOBODY;
    };
  }

  private static List<Piece> content(@Nullable JsonValue content) {
    List<Piece> pieces = new ArrayList<>();
    if (content != null && content.isString()) {
      pieces.add(Piece.text(content, content));
    } else if (content != null) {
      for (JsonValue part : content.elements()) {
        JsonValue text = part.string("text");
        pieces.add(
            part.is("type", "text") && text != null
                ? Piece.text(part, text)
                : Piece.of(Piece.Kind.OTHER, part));
      }
    }
    return pieces;
  }

  private static void thinking(JsonValue message, List<Piece> pieces) {
    for (String name : REASONING) {
      JsonValue value = message.member(name);
      if (value != null && !value.isNull()) {
        pieces.add(Piece.of(Piece.Kind.THINKING, value));
      }
    }
  }

  private static void calls(JsonValue message, List<Piece> pieces) {
    for (JsonValue call : message.elementsOf("tool_calls")) {
      JsonValue custom = call.member("custom");
      JsonValue held = custom == null ? call.member("function") : custom;
      JsonValue input = held == null || custom != null ? null : held.string("arguments");
      String name = held == null ? "" : held.textOf("name");
      pieces.add(Piece.call(Piece.Kind.CALL, call, call.textOf("id"), name, input));
    }
    JsonValue single = message.member("function_call");
    if (single != null && single.isObject()) {
      String name = single.textOf("name");
      pieces.add(Piece.call(Piece.Kind.CALL, single, "", name, single.string("arguments")));
    }
    for (String name : List.of("refusal", "audio")) {
      JsonValue value = message.member(name);
      if (value != null && !value.isNull()) {
        pieces.add(Piece.of(Piece.Kind.OTHER, value));
      }
    }
  }
}
