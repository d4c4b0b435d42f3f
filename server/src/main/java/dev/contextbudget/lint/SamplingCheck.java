package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Sampling parameters, which later models refuse unless they are the default, and a later version
 * of the API altogether.
 *
 * <p>A header says the version, which a body does not show; on Bedrock the body names one, and it
 * is none of those that refuse them.
 */
final class SamplingCheck {
  private static final List<String> NAMES = List.of("temperature", "top_p", "top_k");

  /** More are no number that anybody samples by, however they are written. */
  private static final int MOST_DIGITS = 32;

  /** Claude documentation, Thinking, Sampling parameters, 2026-11. */
  private static final double LEAST_TOP_P_OF_THINKING = 0.95;

  private SamplingCheck() {}

  static void check(Linted body, Findings findings) {
    if (!body.isFor(Format.ANTHROPIC_MESSAGES)) {
      return;
    }
    for (String name : NAMES) {
      JsonValue member = body.root().member(name);
      if (member == null || member.isNull()) {
        continue;
      }
      if (isRefused(body, name, member)) {
        findings.add(
            LintRule.MEMBER_REFUSED, member, "a sampling parameter that the model refuses");
      } else if (ThinkingCheck.isAsked(body.root()) && !isTakenWhileThinking(name, member)) {
        findings.add(
            LintRule.MEMBER_REFUSED,
            member,
            "a sampling parameter that is refused while the model thinks");
      } else if (body.root().member("anthropic_version") == null) {
        findings.add(
            LintRule.MEMBER_REFUSED,
            LintSeverity.WARNING,
            member,
            "a sampling parameter that API version 2026-10-21 refuses");
      }
    }
  }

  private static boolean isRefused(Linted body, String name, JsonValue member) {
    JsonValue temperature = body.root().member("temperature");
    boolean second = name.equals("top_p") && temperature != null && value(temperature).isPresent();
    Double taken = body.facts().samplingDefaults().get(name);
    boolean isDefault = taken != null && value(member).equals(OptionalDouble.of(taken));
    return (second && body.has(ModelTrait.REFUSES_TEMPERATURE_WITH_TOP_P))
        || (body.has(ModelTrait.REFUSES_SAMPLING) && !isDefault);
  }

  /** Which other values the API takes at all is not judged. */
  private static boolean isTakenWhileThinking(String name, JsonValue member) {
    return switch (name) {
      case "temperature" -> value(member).equals(OptionalDouble.of(1));
      case "top_p" -> value(member).orElse(0) >= LEAST_TOP_P_OF_THINKING;
      default -> false;
    };
  }

  /** Returns a number; empty if it is none. */
  private static OptionalDouble value(JsonValue member) {
    Utf8Text digits = member.raw();
    return member.kind() == JsonKind.NUMBER && digits.length() <= MOST_DIGITS
        ? OptionalDouble.of(Double.parseDouble(digits.decode()))
        : OptionalDouble.empty();
  }
}
