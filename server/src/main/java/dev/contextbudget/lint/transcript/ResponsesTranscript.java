package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI Responses: items, of which only some are said by somebody. */
final class ResponsesTranscript {
  /** The client answers them; a search for tools only if it said that it would. */
  private static final Set<String> CALLS =
      Set.of(
          "function_call",
          "custom_tool_call",
          "computer_call",
          "local_shell_call",
          "shell_call",
          "apply_patch_call",
          "mcp_approval_request");

  private static final Set<String> RESULTS =
      Set.of(
          "function_call_output",
          "custom_tool_call_output",
          "computer_call_output",
          "local_shell_call_output",
          "shell_call_output",
          "apply_patch_call_output",
          "mcp_approval_response");

  private static final Set<String> OF_PROVIDER =
      Set.of(
          "web_search_call",
          "file_search_call",
          "code_interpreter_call",
          "image_generation_call",
          "mcp_list_tools",
          "mcp_call",
          "program",
          "program_output",
          "tool_search_call",
          "tool_search_output",
          "item_reference");

  private ResponsesTranscript() {}

  static Transcript read(JsonValue root) {
    List<Message> messages = new ArrayList<>();
    JsonValue input = root.member("input");
    if (input != null && input.isString()) {
      messages.add(new Message(input, Speaker.USER, input, List.of(Piece.text(input, input))));
    }
    for (JsonValue item : root.elementsOf("input")) {
      messages.add(item(item));
    }
    JsonValue instructions = root.string("instructions");
    return new Transcript(
        instructions == null ? List.of() : List.of(Piece.text(instructions, instructions)),
        messages);
  }

  private static Message item(JsonValue item) {
    String type = item.textOf("type");
    boolean byClient = item.string("call_id") != null && !item.is("execution", "server");
    if (type.isEmpty() && item.member("role") == null && item.string("id") != null) {
      return own(item, Speaker.MODEL, Piece.of(Piece.Kind.OTHER, item));
    }
    if (type.isEmpty() || type.equals("message")) {
      JsonValue content = item.member("content");
      return new Message(item, speaker(item), content, content(content));
    }
    if (CALLS.contains(type) || (type.equals("tool_search_call") && byClient)) {
      return own(item, Speaker.MODEL, call(item, type));
    }
    if (RESULTS.contains(type) || (type.equals("tool_search_output") && byClient)) {
      List<Piece> inner = content(item.member("output"));
      return own(item, Speaker.TOOL, Piece.result(item, answered(item, type), "", inner));
    }
    if (OF_PROVIDER.contains(type)) {
      return own(item, Speaker.MODEL, Piece.of(Piece.Kind.OTHER, item));
    }
    return switch (type) {
      case "reasoning" -> own(item, Speaker.MODEL, Piece.of(Piece.Kind.THINKING, item));
      case "compaction" -> own(item, Speaker.NOBODY, Piece.of(Piece.Kind.COMPACTION, item));
      default -> own(item, Speaker.NOBODY, Piece.of(Piece.Kind.OTHER, item));
    };
  }

  private static Message own(JsonValue item, Speaker speaker, Piece piece) {
    return new Message(item, speaker, null, List.of(piece));
  }

  private static Piece call(JsonValue item, String type) {
    String id = item.textOf(type.equals("mcp_approval_request") ? "id" : "call_id");
    JsonValue arguments = type.equals("function_call") ? item.string("arguments") : null;
    String name = type.endsWith("tool_call") || arguments != null ? item.textOf("name") : "";
    return Piece.call(Piece.Kind.CALL, item, id, name, arguments);
  }

  /** The reference names the call of a local shell in {@code id}, the guide in {@code call_id}. */
  private static String answered(JsonValue item, String type) {
    if (type.equals("mcp_approval_response")) {
      return item.textOf("approval_request_id");
    }
    String id = item.textOf("call_id");
    return id.isEmpty() && type.equals("local_shell_call_output") ? item.textOf("id") : id;
  }

  private static Speaker speaker(JsonValue item) {
    return switch (item.textOf("role")) {
      case "system", "developer" -> Speaker.SYSTEM;
      case "user" -> Speaker.USER;
      case "assistant" -> Speaker.MODEL;
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
        pieces.add(text == null ? Piece.of(Piece.Kind.OTHER, part) : Piece.text(part, text));
      }
    }
    return pieces;
  }
}
