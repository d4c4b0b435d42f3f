package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    boolean second = name.equals("top_p") && isNumber(body.root().member("temperature"));
    return (second && body.has(ModelTrait.REFUSES_TEMPERATURE_WITH_TOP_P))
        || (body.has(ModelTrait.REFUSES_SAMPLING) && !isDefault(body.facts(), name, member));
  }

  private static boolean isNumber(@Nullable JsonValue member) {
    return member != null && member.kind() == JsonKind.NUMBER;
  }

  private static boolean isDefault(LintFacts facts, String name, JsonValue member) {
    Double taken = facts.samplingDefaults().get(name);
    Utf8Text digits = member.raw();
    return taken != null
        && isNumber(member)
        && digits.length() <= MOST_DIGITS
        && Double.parseDouble(digits.decode()) == taken;
  }
}
