package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a body of one API says. For one body. */
abstract class PlainReader {
  final Format format;
  final Losses losses;
  final Talk talk;

  PlainReader(Format format, Losses losses) {
    this.format = format;
    this.losses = losses;
    this.talk = new Talk(losses);
  }

  /** Returns what a body says; what no other API has a place for is a loss. */
  final PlainRequest read(JsonDocument body) {
    Members root = members(body.root());
    root.take("model");
    Map<Setting, Given> settings = SettingPlaces.read(format, root);
    List<PlainTool> tools = tools(root);
    Optional<ToolChoice> choice = choice(root, settings);
    Optional<AnswerFormat> answer = answer(root);
    talk(root);
    root.close();
    return new PlainRequest(body.root(), settings, tools, choice, answer, talk.messages());
  }

  final Members members(JsonValue value) {
    return Members.of(format, value, losses);
  }

  abstract List<PlainTool> tools(Members root);

  /** Returns the tools of a list, each read alone. */
  static List<PlainTool> each(
      List<JsonValue> values, Function<JsonValue, Optional<PlainTool>> tool) {
    return values.stream().map(tool).flatMap(Optional::stream).toList();
  }

  /**
   * Returns which tools are to be called.
   *
   * @param settings takes what the choice says beside that
   */
  abstract Optional<ToolChoice> choice(Members root, Map<Setting, Given> settings);

  abstract Optional<AnswerFormat> answer(Members root);

  /** Adds the instructions and the messages to the {@link #talk}. */
  abstract void talk(Members root);
}
