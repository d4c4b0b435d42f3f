package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gemini: contents of parts, their members in two spellings. */
final class GeminiTranscript {
  private GeminiTranscript() {}

  static Transcript read(JsonValue root) {
    List<Message> messages = new ArrayList<>();
    for (JsonValue content : GeminiDialect.elements(root.member("contents"))) {
      JsonValue parts = content.member("parts");
      messages.add(new Message(content, speaker(content), parts, parts(parts)));
    }
    return new Transcript(instructions(Spelling.member(root, "systemInstruction")), messages);
  }

  /** Also as no API takes them: a text, a part, or a list of parts. */
  private static List<Piece> instructions(@Nullable JsonValue system) {
    if (system != null && system.isString()) {
      return List.of(Piece.text(system, system));
    }
    JsonValue parts = system == null ? null : Spelling.member(system, "parts");
    return parts(parts == null ? system : parts);
  }

  /** Without a role the user speaks. */
  private static Speaker speaker(JsonValue content) {
    JsonValue role = content.member("role");
    if (role == null || role.isNull()) {
      return Speaker.USER;
    }
    return switch (content.textOf("role")) {
      case "user", "function", "" -> Speaker.USER;
      case "model" -> Speaker.MODEL;
      default -> Speaker.NOBODY;
    };
  }

  private static List<Piece> parts(@Nullable JsonValue parts) {
    return GeminiDialect.elements(parts).stream().map(GeminiTranscript::part).toList();
  }

  private static Piece part(JsonValue part) {
    JsonValue thought = part.member("thought");
    if (thought != null && thought.isTrue()) {
      return Piece.of(Piece.Kind.THINKING, part);
    }
    JsonValue call = Spelling.member(part, "functionCall");
    if (call != null) {
      return call(Piece.Kind.CALL, part, call);
    }
    JsonValue response = Spelling.member(part, "functionResponse");
    if (response != null) {
      String name = response.textOf("name");
      return Piece.result(part, response.textOf("id"), name, parts(response.member("parts")));
    }
    JsonValue serverCall = Spelling.member(part, "toolCall");
    if (serverCall != null) {
      return call(Piece.Kind.SERVER_CALL, part, serverCall);
    }
    JsonValue serverResult = Spelling.member(part, "toolResponse");
    if (serverResult != null) {
      return call(Piece.Kind.SERVER_RESULT, part, serverResult);
    }
    JsonValue text = part.string("text");
    return text == null ? Piece.of(Piece.Kind.OTHER, part) : Piece.text(part, text);
  }

  private static Piece call(Piece.Kind kind, JsonValue part, JsonValue call) {
    return Piece.call(kind, part, call.textOf("id"), call.textOf("name"), null);
  }
}
