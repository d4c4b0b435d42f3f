package dev.contextbudget.lint;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The strings of a body that its model reads: all but names, ids, marks, addresses, and what is
 * sealed or binary. Linear in the body.
 */
final class ReadTexts {
  private static final List<String> ROOTS =
      List.of(
          "system",
          "systemInstruction",
          "system_instruction",
          "instructions",
          "tools",
          "functions",
          "messages",
          "input",
          "contents");

  /** What stands in these is the caller's own JSON, in which every name may mean a text. */
  private static final Set<String> FREE =
      Set.of(
          "input",
          "args",
          "response",
          "arguments",
          "parameters",
          "input_schema",
          "schema",
          "parametersJsonSchema",
          "parameters_json_schema");

  /** Members of a JSON Schema that hold values of what it describes. */
  private static final Set<String> VALUES =
      Set.of("default", "enum", "const", "example", "examples", "input_examples", "pattern");

  /** Members of a JSON Schema whose members are named by the caller. */
  private static final Set<String> NAMED =
      Set.of("properties", "$defs", "definitions", "patternProperties", "dependentSchemas");

  private static final Set<String> UNREAD =
      Set.of(
          "type",
          "id",
          "role",
          "model",
          "name",
          "status",
          "cache_control",
          "prompt_cache_breakpoint",
          "signature",
          "thoughtSignature",
          "thought_signature",
          "encrypted_content",
          "encrypted_index",
          "encrypted_stdout",
          "media_type",
          "mimeType",
          "mime_type",
          "inlineData",
          "inline_data",
          "fileData",
          "file_data",
          "image_url",
          "file_url",
          "input_audio",
          "audio",
          "url",
          "uri",
          "server_url",
          "headers",
          "authorization",
          "authorization_token",
          "citations",
          "annotations",
          "logprobs",
          "fingerprint");

  private final Consumer<JsonValue> reader;

  private ReadTexts(Consumer<JsonValue> reader) {
    this.reader = reader;
  }

  /** Gives every string of a body that is read to a reader, in the order of the body. */
  static void ofBody(JsonValue root, Consumer<JsonValue> reader) {
    ReadTexts texts = new ReadTexts(reader);
    for (JsonValue.Member member : root.members()) {
      if (ROOTS.contains(member.name())) {
        texts.read(member.value(), false);
      }
    }
  }

  /**
   * Gives every string of tool definitions that is read to a reader, but for the values that a
   * schema names: they are what an argument may be, and stay.
   */
  static void ofDefinitions(JsonValue tools, Consumer<JsonValue> reader) {
    new ReadTexts(reader).readDefinition(tools, false);
  }

  /**
   * @param names whether members of the value are named by the caller, such as properties
   */
  private void readDefinition(JsonValue value, boolean names) {
    if (value.isString()) {
      reader.accept(value);
    }
    value.elements().forEach(element -> readDefinition(element, false));
    for (JsonValue.Member member : value.members()) {
      boolean read = names || !(VALUES.contains(member.name()) || isUnread(value, member.name()));
      if (read) {
        readDefinition(member.value(), !names && NAMED.contains(member.name()));
      }
    }
  }

  private void read(JsonValue value, boolean free) {
    if (value.isString()) {
      reader.accept(value);
    } else if (value.isArray()) {
      value.elements().forEach(element -> read(element, free));
    } else if (value.isObject()) {
      for (JsonValue.Member member : value.members()) {
        if (free || !isUnread(value, member.name())) {
          read(member.value(), free || FREE.contains(member.name()));
        }
      }
    }
  }

  private static boolean isUnread(JsonValue object, String name) {
    return UNREAD.contains(name)
        || name.endsWith("_id")
        || (name.equals("data") && !object.is("type", "text"))
        || (name.equals("result") && object.is("type", "image_generation_call"));
  }
}
