package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of settings that one API takes, and another or its model refuses. That a model takes a
 * setting at all is not known: reasoning models of OpenAI refuse a temperature.
 *
 * <p>Source: the references of the four APIs, 2026-11; stop sequences of white space:
 * BerriAI/litellm#3286.
 */
final class SettingLimits {
  /** Least limit of an answer that OpenAI Responses takes. */
  private static final int MIN_RESPONSE_TOKENS = 16;

  private SettingLimits() {}

  /** Notes the settings whose values an API refuses. */
  static void check(Format target, TargetModel model, Map<Setting, Given> settings, Losses losses) {
    settings.forEach(
        (setting, given) -> {
          String wrong =
              switch (setting) {
                case TEMPERATURE -> temperature(target, given);
                case MAX_OUTPUT_TOKENS -> maxOutputTokens(target, model, given);
                case SEED -> seed(target, given);
                case STOP -> stop(target, given);
                default -> null;
              };
          if (wrong != null) {
            losses.add(given.at(), wrong);
          }
        });
  }

  /** As a double: a number may have a million digits, and the limits are small. */
  private static double number(Given given) {
    return Double.parseDouble(given.json().decode());
  }

  private static @Nullable String temperature(Format target, Given given) {
    return target == Format.ANTHROPIC_MESSAGES && number(given) > 1
        ? "a temperature above 1"
        : null;
  }

  /** With no tokens at all Anthropic warms its cache. */
  private static @Nullable String maxOutputTokens(Format target, TargetModel model, Given given) {
    int least =
        switch (target) {
          case ANTHROPIC_MESSAGES -> 0;
          case OPENAI_RESPONSES -> MIN_RESPONSE_TOKENS;
          case OPENAI_CHAT, GEMINI -> 1;
        };
    int most = model.mostOutputTokens().orElse(Integer.MAX_VALUE);
    if (number(given) > most) {
      return "a limit of the answer above the %d tokens of the model".formatted(most);
    }
    return number(given) < least ? "a limit of the answer below %d tokens".formatted(least) : null;
  }

  private static @Nullable String seed(Format target, Given given) {
    boolean isInt = (int) number(given) == number(given);
    return target == Format.GEMINI && !isInt ? "a seed of more than 32 bits" : null;
  }

  private static @Nullable String stop(Format target, Given given) {
    List<JsonValue> texts = Embedded.known(given.json()).elements();
    int most =
        switch (target) {
          case OPENAI_CHAT -> 4;
          case GEMINI -> 5;
          case OPENAI_RESPONSES, ANTHROPIC_MESSAGES -> Integer.MAX_VALUE;
        };
    if (texts.size() > most) {
      return "a list of more than %d stop sequences".formatted(most);
    }
    boolean anyBlank = texts.stream().map(JsonValue::text).anyMatch(SettingLimits::isBlank);
    return target == Format.ANTHROPIC_MESSAGES && anyBlank
        ? "a stop sequence of white space only"
        : null;
  }

  /** Returns whether a text is of nothing but white space. */
  static boolean isBlank(Utf8Text text) {
    return text.decode().isBlank();
  }
}
