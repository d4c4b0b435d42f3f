package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Anthropic Messages: blocks, results among what the user says. */
final class AnthropicTranscript {
  /** What tools of the provider answered: many kinds, all with this ending. */
  private static final String RESULT_ENDING = "_tool_result";

  private AnthropicTranscript() {}

  static Transcript read(JsonValue root) {
    List<Message> messages = new ArrayList<>();
    for (JsonValue message : root.elementsOf("messages")) {
      JsonValue content = message.member("content");
      messages.add(new Message(message, speaker(message), content, content(content)));
    }
    return new Transcript(content(root.member("system")), messages);
  }

  private static Speaker speaker(JsonValue message) {
    return switch (message.textOf("role")) {
      case "user" -> Speaker.USER;
      case "assistant" -> Speaker.MODEL;
      case "system" -> Speaker.SYSTEM;
      default -> Speaker.NOBODY;
    };
  }

  private static List<Piece> content(@Nullable JsonValue content) {
    if (content == null) {
      return List.of();
    }
    if (content.isString()) {
      return List.of(Piece.text(content, content));
    }
    List<Piece> pieces = new ArrayList<>();
    for (JsonValue block : content.elements()) {
      pieces.add(block(block));
    }
    return pieces;
  }

  private static Piece block(JsonValue block) {
    String type = block.textOf("type");
    return switch (type) {
      case "text" -> Piece.text(block, block.string("text"));
      case "thinking", "redacted_thinking" -> Piece.of(Piece.Kind.THINKING, block);
      case "compaction" -> Piece.of(Piece.Kind.COMPACTION, block);
      case "tool_use" -> call(Piece.Kind.CALL, block);
      case "server_tool_use", "mcp_tool_use" -> call(Piece.Kind.SERVER_CALL, block);
      case "tool_result" ->
          Piece.result(block, block.textOf("tool_use_id"), "", content(block.member("content")));
      default ->
          type.endsWith(RESULT_ENDING)
              ? Piece.call(Piece.Kind.SERVER_RESULT, block, block.textOf("tool_use_id"), "", null)
              : Piece.of(Piece.Kind.OTHER, block);
    };
  }

  private static Piece call(Piece.Kind kind, JsonValue block) {
    return Piece.call(kind, block, block.textOf("id"), block.textOf("name"), null);
  }
}
