package dev.contextbudget.dialect.translate;

import static dev.contextbudget.dialect.Format.ANTHROPIC_MESSAGES;
import static dev.contextbudget.dialect.Format.GEMINI;
import static dev.contextbudget.dialect.Format.OPENAI_CHAT;
import static dev.contextbudget.dialect.Format.OPENAI_RESPONSES;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonStrings;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where each API writes a setting. One that is the same in two APIs has the same meaning in both:
 * an effort is not, between OpenAI and Anthropic, as each has its own scale.
 *
 * <p>Source: the references of the four APIs, 2026-11.
 */
final class SettingPlaces {
  /** A number in a string, as ProtoJSON allows. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");

  /**
   * A place.
   *
   * @param group the member of the body that is an object with the settings; empty for the body
   */
  private record Place(Format format, Setting setting, String group, String member) {}

  /** Of two places of a setting in one API the first is written, and goes first in reading. */
  private static final List<Place> ALL =
      List.of(
          new Place(OPENAI_CHAT, Setting.MAX_OUTPUT_TOKENS, "", "max_completion_tokens"),
          new Place(OPENAI_CHAT, Setting.MAX_OUTPUT_TOKENS, "", "max_tokens"),
          new Place(OPENAI_CHAT, Setting.TEMPERATURE, "", "temperature"),
          new Place(OPENAI_CHAT, Setting.TOP_P, "", "top_p"),
          new Place(OPENAI_CHAT, Setting.PRESENCE_PENALTY, "", "presence_penalty"),
          new Place(OPENAI_CHAT, Setting.FREQUENCY_PENALTY, "", "frequency_penalty"),
          new Place(OPENAI_CHAT, Setting.SEED, "", "seed"),
          new Place(OPENAI_CHAT, Setting.STOP, "", "stop"),
          new Place(OPENAI_CHAT, Setting.STREAM, "", "stream"),
          new Place(OPENAI_CHAT, Setting.PARALLEL_CALLS, "", "parallel_tool_calls"),
          new Place(OPENAI_CHAT, Setting.STORE, "", "store"),
          new Place(OPENAI_CHAT, Setting.USER, "", "user"),
          new Place(OPENAI_CHAT, Setting.METADATA, "", "metadata"),
          new Place(OPENAI_CHAT, Setting.SERVICE_TIER, "", "service_tier"),
          new Place(OPENAI_CHAT, Setting.EFFORT, "", "reasoning_effort"),
          new Place(OPENAI_CHAT, Setting.VERBOSITY, "", "verbosity"),
          new Place(OPENAI_CHAT, Setting.SAFETY_IDENTIFIER, "", "safety_identifier"),
          new Place(OPENAI_CHAT, Setting.CACHE_KEY, "", "prompt_cache_key"),
          new Place(OPENAI_CHAT, Setting.CACHE_RETENTION, "", "prompt_cache_retention"),
          new Place(OPENAI_RESPONSES, Setting.MAX_OUTPUT_TOKENS, "", "max_output_tokens"),
          new Place(OPENAI_RESPONSES, Setting.TEMPERATURE, "", "temperature"),
          new Place(OPENAI_RESPONSES, Setting.TOP_P, "", "top_p"),
          new Place(OPENAI_RESPONSES, Setting.STREAM, "", "stream"),
          new Place(OPENAI_RESPONSES, Setting.PARALLEL_CALLS, "", "parallel_tool_calls"),
          new Place(OPENAI_RESPONSES, Setting.STORE, "", "store"),
          new Place(OPENAI_RESPONSES, Setting.USER, "", "user"),
          new Place(OPENAI_RESPONSES, Setting.METADATA, "", "metadata"),
          new Place(OPENAI_RESPONSES, Setting.SERVICE_TIER, "", "service_tier"),
          new Place(OPENAI_RESPONSES, Setting.EFFORT, "reasoning", "effort"),
          new Place(OPENAI_RESPONSES, Setting.VERBOSITY, "text", "verbosity"),
          new Place(OPENAI_RESPONSES, Setting.SAFETY_IDENTIFIER, "", "safety_identifier"),
          new Place(OPENAI_RESPONSES, Setting.CACHE_KEY, "", "prompt_cache_key"),
          new Place(OPENAI_RESPONSES, Setting.CACHE_RETENTION, "", "prompt_cache_retention"),
          new Place(ANTHROPIC_MESSAGES, Setting.MAX_OUTPUT_TOKENS, "", "max_tokens"),
          new Place(ANTHROPIC_MESSAGES, Setting.TEMPERATURE, "", "temperature"),
          new Place(ANTHROPIC_MESSAGES, Setting.TOP_P, "", "top_p"),
          new Place(ANTHROPIC_MESSAGES, Setting.TOP_K, "", "top_k"),
          new Place(ANTHROPIC_MESSAGES, Setting.STOP, "", "stop_sequences"),
          new Place(ANTHROPIC_MESSAGES, Setting.STREAM, "", "stream"),
          new Place(ANTHROPIC_MESSAGES, Setting.USER, "metadata", "user_id"),
          new Place(GEMINI, Setting.MAX_OUTPUT_TOKENS, "generationConfig", "maxOutputTokens"),
          new Place(GEMINI, Setting.TEMPERATURE, "generationConfig", "temperature"),
          new Place(GEMINI, Setting.TOP_P, "generationConfig", "topP"),
          new Place(GEMINI, Setting.TOP_K, "generationConfig", "topK"),
          new Place(GEMINI, Setting.PRESENCE_PENALTY, "generationConfig", "presencePenalty"),
          new Place(GEMINI, Setting.FREQUENCY_PENALTY, "generationConfig", "frequencyPenalty"),
          new Place(GEMINI, Setting.SEED, "generationConfig", "seed"),
          new Place(GEMINI, Setting.STOP, "generationConfig", "stopSequences"));

  private SettingPlaces() {}

  /** Takes the settings of a body. */
  static Map<Setting, Given> read(Format format, Members body) {
    Map<Setting, Given> settings = new EnumMap<>(Setting.class);
    for (Place place : ALL) {
      if (place.format() == format && !settings.containsKey(place.setting())) {
        Members group = place.group().isEmpty() ? body : body.inside(place.group());
        Given given = given(group, place, format);
        if (given != null) {
          settings.put(place.setting(), given);
        }
      }
    }
    return settings;
  }

  private static @Nullable Given given(Members group, Place place, Format format) {
    String name = place.member();
    return switch (place.setting().kind()) {
      case NUMBER -> number(group, name, format);
      case TEXT -> asIs(group.take(name, JsonKind.STRING));
      case TEXTS -> texts(group, name);
      case SWITCH -> asIs(group.take(name, JsonKind.TRUE, JsonKind.FALSE));
      case OBJECT -> asIs(group.take(name, JsonKind.OBJECT));
    };
  }

  private static @Nullable Given asIs(@Nullable JsonValue value) {
    return value == null ? null : new Given(value, value.raw());
  }

  /** Takes a number, which Gemini may have in a string; null if there is none. */
  static @Nullable Given number(Members group, String name, Format format) {
    JsonValue quoted = format == Format.GEMINI ? group.take(name, SettingPlaces::isQuoted) : null;
    return quoted == null
        ? asIs(group.take(name, JsonKind.NUMBER))
        : new Given(quoted, quoted.text());
  }

  private static boolean isQuoted(JsonValue value) {
    return value.isString() && NUMBER.matcher(value.text().decode()).matches();
  }

  private static @Nullable Given texts(Members group, String name) {
    JsonValue value = group.take(name, given -> given.isString() || Members.isTexts(given));
    if (value == null) {
      return null;
    }
    List<JsonValue> texts = value.isArray() ? value.elements() : List.of(value);
    return new Given(value, JsonStrings.list(texts.stream().map(JsonValue::raw).toList()));
  }

  /** Notes the settings that an API has no place for. */
  static void check(Format target, Map<Setting, Given> settings, Losses losses) {
    for (Setting setting : Setting.values()) {
      Given given = settings.get(setting);
      boolean isInChoice = setting == Setting.PARALLEL_CALLS && target == Format.ANTHROPIC_MESSAGES;
      if (given != null
          && !isInChoice
          && place(target, setting).isEmpty()
          && !LeftOut.saysNothing(setting, given.json(), target)) {
        losses.add(given.at(), setting.title());
      }
    }
  }

  /** Returns whether a group of settings has any. */
  static boolean hasAny(Format target, String group, Map<Setting, Given> settings) {
    return settings.keySet().stream()
        .anyMatch(
            setting -> place(target, setting).filter(p -> p.group().equals(group)).isPresent());
  }

  /** Writes the settings of a group as members of the object that is open. */
  static void write(Format target, String group, Map<Setting, Given> settings, JsonWriter out) {
    for (Setting setting : Setting.values()) {
      Given given = settings.get(setting);
      Optional<Place> place = place(target, setting).filter(p -> p.group().equals(group));
      if (given != null && place.isPresent()) {
        out.name(place.get().member()).json(given.json());
      }
    }
  }

  private static Optional<Place> place(Format format, Setting setting) {
    return ALL.stream().filter(p -> p.format() == format && p.setting() == setting).findFirst();
  }
}
