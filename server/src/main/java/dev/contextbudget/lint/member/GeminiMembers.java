package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gemini: contents, parts and tools, their members in two spellings. */
final class GeminiMembers {
  /** Members of parts of other APIs; the parser refuses a name that it does not know. */
  private static final List<String> OF_OTHER_PARTS =
      List.of("type", "image_url", "source", "cache_control");

  private static final List<String> OF_OTHER_TOOLS =
      List.of("type", "function", "name", "parameters", "input_schema");

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
    members.checkInstructions(Spelling.member(root, "systemInstruction"));
    GeminiDialect.elements(root.member("contents")).forEach(members::checkContent);
    wanted.optional(root, "tools", Wanted.OBJECT_OR_ARRAY);
    GeminiDialect.elements(root.member("tools")).forEach(members::checkTool);
  }

  /** A content; a string, a list of parts or a part is what an SDK takes, and makes one of. */
  private void checkInstructions(@Nullable JsonValue instructions) {
    if (instructions != null) {
      wanted.of(instructions, "systemInstruction", Wanted.OBJECT);
      checkNone(instructions, GeminiDialect.DATA);
    }
  }

  private void checkTool(JsonValue tool) {
    wanted.of(tool, "tools", Wanted.OBJECT);
    checkNone(tool, OF_OTHER_TOOLS);
    for (JsonValue function :
        GeminiDialect.elements(Spelling.member(tool, "functionDeclarations"))) {
      wanted.required(function, "name", Wanted.STRING);
    }
  }

  private void checkNone(JsonValue object, List<String> names) {
    for (String name : names) {
      JsonValue member = object.member(name);
      if (member != null && !member.isNull()) {
        wanted.problem(object, "must not have `%s`, which other objects have".formatted(name));
      }
    }
  }

  private void checkContent(JsonValue content) {
    wanted.of(content, "contents", Wanted.OBJECT);
    GeminiDialect.elements(content.member("parts")).forEach(this::checkPart);
  }

  private void checkPart(JsonValue part) {
    wanted.of(part, "parts", Wanted.OBJECT);
    wanted.optional(part, "text", Wanted.STRING);
    checkNone(part, OF_OTHER_PARTS);
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
