package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a translation leaves out without a loss: the one table of it, each line with its reason.
 *
 * <p>Beside the table, for every API:
 *
 * <ul>
 *   <li>A documented member that is null, or an empty list, is the same as none.
 *   <li>An empty text says nothing, and Anthropic and Gemini refuse it.
 *   <li>White space, escapes and the order of members, and a content that is a list of one text
 *       instead of that text, are spelling.
 *   <li>{@code system} and {@code developer} have the same authority: of the two OpenAI reads
 *       either as the one that a model knows.
 *   <li>Ids of calls only tie results to calls: they may be written anew.
 *   <li>The name of an answer's schema is a label: one API demands it, others have none.
 *   <li>The model of the source, which the caller replaces.
 *   <li>Where neighbours of one role are joined, and calls and results grouped otherwise, the order
 *       of all parts is kept, and the APIs that demand it join neighbours themselves.
 *   <li>What the body does not say. Defaults differ between APIs; what an API assumes by itself was
 *       not asked for. Two that matter are written out: OpenAI Responses stores answers and takes
 *       functions as strict unless told otherwise, so it is told otherwise.
 * </ul>
 */
final class LeftOut {
  /** Any value of the member. */
  private static final String ANY = "*";

  private static final Set<Format> OPENAI = EnumSet.of(Format.OPENAI_CHAT, Format.OPENAI_RESPONSES);
  private static final Set<Format> CHAT = EnumSet.of(Format.OPENAI_CHAT);
  private static final Set<Format> RESPONSES = EnumSet.of(Format.OPENAI_RESPONSES);
  private static final Set<Format> ANTHROPIC = EnumSet.of(Format.ANTHROPIC_MESSAGES);
  private static final Set<Format> GEMINI = EnumSet.of(Format.GEMINI);

  private static final List<Line> TABLE =
      List.of(
          new Line(CHAT, "n", "1", "one answer is what every API gives"),
          new Line(GEMINI, "candidateCount", "1", "one answer is what every API gives"),
          new Line(OPENAI, "logit_bias", "{}", "favours no token"),
          new Line(OPENAI, "logprobs", "false", "asks for nothing"),
          new Line(OPENAI, "top_logprobs", "0", "asks for nothing"),
          new Line(GEMINI, "responseLogprobs", "false", "asks for nothing"),
          new Line(CHAT, "modalities", "[\"text\"]", "text is what every API answers"),
          new Line(GEMINI, "responseModalities", "[\"TEXT\"]", "text is what every API answers"),
          new Line(GEMINI, "responseMimeType", "\"text/plain\"", "the default"),
          new Line(CHAT, "include_usage", ANY, "the others always tell the usage"),
          new Line(RESPONSES, "background", "false", "the others know no other way"),
          new Line(RESPONSES, "truncation", "\"disabled\"", "the others know no other way"),
          new Line(
              RESPONSES, "id", ANY, "names an item for the provider; no other part refers to it"),
          new Line(RESPONSES, "status", "\"completed\"", "what is sent back mostly is"),
          new Line(OPENAI, "defer_loading", "false", "the others know no other way"),
          new Line(ANTHROPIC, "defer_loading", "false", "the others know no other way"),
          new Line(ANTHROPIC, "anthropic_version", ANY, "says which API it is"),
          new Line(ANTHROPIC, "is_error", "false", "the default"),
          new Line(ANTHROPIC, "caller", "{\"type\":\"direct\"}", "the model called, as everywhere"),
          new Line(ANTHROPIC, "citations", "{\"enabled\":false}", "the default"),
          new Line(GEMINI, "thought", "false", "the default"),
          new Line(
              GEMINI,
              "thoughtSignature",
              "\"skip_thought_signature_validator\"",
              "stands for the signature of a call that another model made"),
          new Line(GEMINI, "behavior", "\"BLOCKING\"", "the others know no other way"));

  /** Settings that ask for what happens in any case where there is no place for them. */
  private static final List<Default> DEFAULTS =
      List.of(
          new Default(Setting.STREAM, "false", "the answer comes in one piece"),
          new Default(Setting.STORE, "false", "an API without a store stores nothing"),
          new Default(Setting.SERVICE_TIER, "\"auto\"", "left to the provider"),
          new Default(Setting.PRESENCE_PENALTY, "0", "no penalty"),
          new Default(Setting.FREQUENCY_PENALTY, "0", "no penalty"),
          new Default(Setting.PARALLEL_CALLS, "true", "every API allows them"),
          new Default(Setting.METADATA, "{}", "an object without members"),
          new Default(Setting.STOP, "[]", "an empty list"));

  private record Line(Set<Format> formats, String member, String json, String reason) {}

  private record Default(Setting setting, String json, String reason) {}

  private LeftOut() {}

  /** Returns whether a documented member says nothing that another API would have to be told. */
  static boolean saysNothing(Format format, String name, JsonValue value) {
    if (value.isNull() || (value.isArray() && value.elements().isEmpty())) {
      return true;
    }
    return TABLE.stream()
        .filter(line -> line.formats().contains(format) && line.member().equals(name))
        .anyMatch(line -> line.json().equals(ANY) || line.json().equals(compact(value)));
  }

  /**
   * Returns whether a setting says nothing to an API that has no place for it. Gemini is told by
   * the address of a call, as of the model, whether its answer shall be streamed.
   */
  static boolean saysNothing(Setting setting, Utf8Text json, Format target) {
    return (setting == Setting.STREAM && target == Format.GEMINI)
        || DEFAULTS.stream()
            .anyMatch(line -> line.setting() == setting && json.equals(Utf8Text.of(line.json())));
  }

  /** Returns a small value without its white space. */
  private static String compact(JsonValue value) {
    StringBuilder json = new StringBuilder();
    if (value.isObject()) {
      value
          .members()
          .forEach(
              member ->
                  json.append(json.length() == 0 ? "" : ",")
                      .append('"')
                      .append(member.name())
                      .append("\":")
                      .append(compact(member.value())));
      return "{" + json + "}";
    }
    if (value.isArray()) {
      value
          .elements()
          .forEach(element -> json.append(json.length() == 0 ? "" : ",").append(compact(element)));
      return "[" + json + "]";
    }
    return value.raw().decode();
  }
}
