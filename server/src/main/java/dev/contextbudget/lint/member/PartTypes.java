package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.Set;

/**
 * Types of parts that an API has, and that another one therefore refuses: the list of each is
 * closed, and names what it takes in its answer (error texts of all three, 2025-11 to 2026-08).
 *
 * <p>A type that none of them has may be new, or of a server that speaks the same dialect: so
 * {@code thinking} in Chat Completions, which Mistral has. It is passed on, and only warned of.
 */
final class PartTypes {
  static final Set<String> CHAT =
      Set.of("text", "image_url", "input_audio", "file", "refusal", "thinking");
  static final Set<String> RESPONSES =
      Set.of("input_text", "input_image", "input_audio", "input_file", "output_text", "refusal");
  static final Set<String> ANTHROPIC =
      Set.of(
          "text",
          "image",
          "document",
          "search_result",
          "thinking",
          "redacted_thinking",
          "tool_use",
          "tool_result",
          "server_tool_use");

  private PartTypes() {}

  /**
   * Wants a part to have a type, and none that only another API has.
   *
   * @param own types of the API
   */
  static void check(JsonValue part, Set<String> own, Wanted wanted) {
    wanted.required(part, "type", Wanted.STRING);
    String type = part.textOf("type");
    if (!own.contains(type) && isKnown(type)) {
      wanted.problem(part, "must be of a type of this API: it is a part of another");
    }
  }

  /** Returns whether any of them has a type. */
  static boolean isKnown(String type) {
    return CHAT.contains(type) || RESPONSES.contains(type) || ANTHROPIC.contains(type);
  }
}
