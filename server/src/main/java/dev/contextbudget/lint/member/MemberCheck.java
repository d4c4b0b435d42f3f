package dev.contextbudget.lint.member;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.function.BiConsumer;

/**
 * Members that providers want and a fit does not need: what a fit reads, the readers of the
 * dialects check.
 */
public final class MemberCheck {
  private MemberCheck() {}

  /**
   * Checks a body.
   *
   * @param problems takes the place and what is wanted there
   */
  public static void check(
      Format format, JsonValue root, BiConsumer<JsonValue, String> problems, StopSignal stop) {
    Wanted wanted = new Wanted(problems, stop);
    if (!root.isObject()) {
      wanted.problem(root, "the body must be an object");
      return;
    }
    switch (format) {
      case OPENAI_CHAT -> ChatMembers.check(root, wanted);
      case OPENAI_RESPONSES -> ResponsesMembers.check(root, wanted);
      case ANTHROPIC_MESSAGES -> AnthropicMembers.check(root, wanted);
      case GEMINI -> GeminiMembers.check(root, wanted);
    }
  }
}
