package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Members that providers want and a fit does not need: what a fit reads, the readers of the
 * dialects check.
 */
final class MemberCheck {
  private static final Set<JsonKind> STRING = EnumSet.of(JsonKind.STRING);
  private static final Set<JsonKind> NUMBER = EnumSet.of(JsonKind.NUMBER);
  private static final Set<JsonKind> OBJECT = EnumSet.of(JsonKind.OBJECT);
  private static final Set<JsonKind> ARRAY = EnumSet.of(JsonKind.ARRAY);
  private static final Set<JsonKind> STRING_OR_ARRAY = EnumSet.of(JsonKind.STRING, JsonKind.ARRAY);

  /** More are no number of tokens, however they are written. */
  private static final int MOST_DIGITS = 32;

  private final JsonValue root;
  private final BiConsumer<JsonValue, String> problems;
  private final StopSignal stop;

  private MemberCheck(Linted body, BiConsumer<JsonValue, String> problems) {
    this.root = body.root();
    this.problems = problems;
    this.stop = body.stop();
  }

  /**
   * @param problems takes the place and what is wanted there
   */
  static void check(Linted body, BiConsumer<JsonValue, String> problems) {
    MemberCheck check = new MemberCheck(body, problems);
    if (!body.root().isObject()) {
      problems.accept(body.root(), "the body must be an object");
      return;
    }
    switch (body.format()) {
      case OPENAI_CHAT -> check.checkChat();
      case OPENAI_RESPONSES -> check.checkResponses();
      case ANTHROPIC_MESSAGES -> check.checkAnthropic();
      case GEMINI -> check.checkGemini();
    }
  }

  private void required(JsonValue object, String name, Set<JsonKind> kinds) {
    JsonValue member = object.member(name);
    if (member == null) {
      problems.accept(object, "must have `%s`".formatted(name));
    } else {
      check(member, name, kinds);
    }
  }

  private void optional(JsonValue object, String name, Set<JsonKind> kinds) {
    JsonValue member = object.member(name);
    if (member != null && !member.isNull()) {
      check(member, name, kinds);
    }
  }

  /**
   * A number of tokens of the output.
   *
   * @param least that the provider was seen to take
   */
  private void checkTokens(JsonValue object, String name, int least) {
    JsonValue member = object.member(name);
    if (member != null && member.kind() == JsonKind.NUMBER && !isFrom(least, member)) {
      problems.accept(member, "`%s` must be a whole number from %d".formatted(name, least));
    }
  }

  /** Reads what has a fraction or an exponent as a double: 1e400 is none. */
  private static boolean isFrom(int least, JsonValue number) {
    Utf8Text digits = number.raw();
    if (digits.length() > MOST_DIGITS) {
      return false;
    }
    double value = Double.parseDouble(digits.decode());
    return value >= least && value <= Integer.MAX_VALUE && value == Math.rint(value);
  }

  private void check(@Nullable JsonValue value, String name, Set<JsonKind> kinds) {
    stop.check();
    if (value != null && !kinds.contains(value.kind())) {
      problems.accept(value, "`%s` must be of another type".formatted(name));
    }
  }

  private void checkChat() {
    required(root, "model", STRING);
    optional(root, "max_tokens", NUMBER);
    optional(root, "max_completion_tokens", NUMBER);
    checkTokens(root, "max_tokens", 1);
    checkTokens(root, "max_completion_tokens", 1);
    for (JsonValue message : root.elementsOf("messages")) {
      check(message, "messages", OBJECT);
      JsonValue calls = message.member("tool_calls");
      if (calls != null && calls.isArray() && calls.elements().isEmpty()) {
        problems.accept(calls, "`tool_calls` must not be empty");
      }
      for (JsonValue call : message.elementsOf("tool_calls")) {
        required(call, "type", STRING);
        JsonValue function = call.member("function");
        if (function != null) {
          required(function, "arguments", STRING);
        }
      }
      for (JsonValue part : message.elementsOf("content")) {
        if (part.is("type", "image_url")) {
          required(part, "image_url", OBJECT);
        }
      }
    }
  }

  private void checkAnthropic() {
    required(root, "max_tokens", NUMBER);
    checkTokens(root, "max_tokens", 0);
    if (root.member("anthropic_version") == null) {
      required(root, "model", STRING);
    }
    for (JsonValue message : root.elementsOf("messages")) {
      check(message, "messages", OBJECT);
      for (JsonValue block : message.elementsOf("content")) {
        check(block, "content", OBJECT);
        String type = block.textOf("type");
        if (type.equals("tool_use") || type.equals("server_tool_use")) {
          required(block, "input", OBJECT);
        }
      }
    }
  }

  private void checkResponses() {
    optional(root, "model", STRING);
    optional(root, "instructions", STRING);
    optional(root, "max_output_tokens", NUMBER);
    checkTokens(root, "max_output_tokens", 16);
    JsonValue conversation = root.member("conversation");
    JsonValue previous = root.string("previous_response_id");
    if (previous != null && conversation != null && !conversation.isNull()) {
      problems.accept(conversation, "must not stand beside `previous_response_id`");
    }
    List<JsonValue> items = root.elementsOf("input");
    for (int i = 0; i < items.size(); i++) {
      checkItem(items.get(i), i + 1 == items.size());
    }
  }

  private void checkItem(JsonValue item, boolean last) {
    check(item, "input", OBJECT);
    String type = item.textOf("type");
    switch (type) {
      case "" -> {
        if (item.isObject() && item.string("role") == null && item.string("id") == null) {
          problems.accept(item, "must have `type` or `role`");
        }
      }
      case "function_call" -> {
        required(item, "call_id", STRING);
        required(item, "arguments", STRING);
      }
      case "custom_tool_call" -> required(item, "call_id", STRING);
      case "function_call_output", "custom_tool_call_output" -> {
        required(item, "call_id", STRING);
        required(item, "output", STRING_OR_ARRAY);
      }
      case "reasoning" -> required(item, "summary", ARRAY);
      case "compaction_trigger" -> {
        if (!last) {
          problems.accept(item, "must be the last item");
        }
      }
      default -> {
        // nothing that a provider was seen to refuse
      }
    }
    for (JsonValue part : item.elementsOf("content")) {
      optional(part, "image_url", STRING);
    }
  }

  private void checkGemini() {
    JsonValue config = Spelling.member(root, "generationConfig");
    if (config != null) {
      checkTokens(config, "maxOutputTokens", 0);
      checkTokens(config, "max_output_tokens", 0);
    }
    for (JsonValue content : GeminiDialect.elements(root.member("contents"))) {
      check(content, "contents", OBJECT);
      for (JsonValue part : GeminiDialect.elements(content.member("parts"))) {
        check(part, "parts", OBJECT);
        checkPart(part);
      }
    }
  }

  private void checkPart(JsonValue part) {
    optional(part, "text", STRING);
    long kinds =
        GeminiDialect.DATA.stream().filter(name -> Spelling.member(part, name) != null).count();
    if (kinds > 1) {
      problems.accept(part, "must have one kind of data");
    }
    JsonValue call = Spelling.member(part, "functionCall");
    JsonValue response = Spelling.member(part, "functionResponse");
    JsonValue inline = Spelling.member(part, "inlineData");
    if (call != null) {
      optional(call, "args", OBJECT);
    }
    if (response != null) {
      required(response, "response", OBJECT);
    }
    if (inline != null) {
      check(Spelling.member(inline, "mimeType"), "mimeType", STRING);
      required(inline, "data", STRING);
      if (Spelling.member(inline, "mimeType") == null) {
        problems.accept(inline, "must have `mimeType`");
      }
    }
  }
}
