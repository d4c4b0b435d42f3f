package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.List;

/** Gemini: contents and parts, their members in two spellings. */
final class GeminiMembers {
  /** Members of parts of other APIs; the parser refuses a name that it does not know. */
  private static final List<String> OF_OTHERS =
      List.of("type", "image_url", "source", "cache_control");

  private final Wanted wanted;

  private GeminiMembers(Wanted wanted) {
    this.wanted = wanted;
  }

  static void check(JsonValue root, Wanted wanted) {
    JsonValue config = Spelling.member(root, "generationConfig");
    if (config != null) {
      wanted.tokens(config, "maxOutputTokens", 0);
      wanted.tokens(config, "max_output_tokens", 0);
    }
    GeminiMembers members = new GeminiMembers(wanted);
    GeminiDialect.elements(root.member("contents")).forEach(members::checkContent);
  }

  private void checkContent(JsonValue content) {
    wanted.of(content, "contents", Wanted.OBJECT);
    GeminiDialect.elements(content.member("parts")).forEach(this::checkPart);
  }

  private void checkPart(JsonValue part) {
    wanted.of(part, "parts", Wanted.OBJECT);
    wanted.optional(part, "text", Wanted.STRING);
    for (String name : OF_OTHERS) {
      JsonValue member = part.member(name);
      if (member != null && !member.isNull()) {
        wanted.problem(part, "must not have `%s`: it is of another API".formatted(name));
      }
    }
    long kinds =
        GeminiDialect.DATA.stream().filter(name -> Spelling.member(part, name) != null).count();
    if (kinds > 1) {
      wanted.problem(part, "must have one kind of data");
    }
    JsonValue call = Spelling.member(part, "functionCall");
    JsonValue response = Spelling.member(part, "functionResponse");
    JsonValue inline = Spelling.member(part, "inlineData");
    if (call != null) {
      wanted.optional(call, "args", Wanted.OBJECT);
    }
    if (response != null) {
      wanted.required(response, "response", Wanted.OBJECT);
    }
    if (inline != null) {
      checkInlineData(inline);
    }
  }

  private void checkInlineData(JsonValue inline) {
    JsonValue type = Spelling.member(inline, "mimeType");
    if (type != null) {
      wanted.of(type, "mimeType", Wanted.STRING);
    }
    wanted.required(inline, "data", Wanted.STRING);
    if (type == null) {
      wanted.problem(inline, "must have `mimeType`");
    }
  }
}
