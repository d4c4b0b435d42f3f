package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the two APIs of OpenAI say alike: media by data URL, functions, and the schema of an answer.
 */
final class OpenAiParts {
  private OpenAiParts() {}

  /**
   * Returns an image.
   *
   * @param url null if the provider keeps it
   * @param holder has the detail
   */
  static @Nullable PlainPart image(Members part, @Nullable JsonValue url, Members holder) {
    Optional<PlainPart.Source> source = Optional.ofNullable(url).flatMap(Media::source);
    if (source.isEmpty()) {
      return part.lost(url == null ? "an image that the provider keeps" : "an image like this");
    }
    String detail = holder.takeIf("detail", "auto") ? "" : holder.name("detail");
    return new PlainPart.Image(part.at(), source.get(), detail);
  }

  /**
   * Returns a file.
   *
   * @param url null if the provider keeps it
   * @param holder has the name
   */
  static @Nullable PlainPart file(Members part, @Nullable JsonValue url, Members holder) {
    Optional<PlainPart.Source> source =
        Optional.ofNullable(url).flatMap(Media::source).filter(Media::isPdf);
    if (source.isEmpty()) {
      return part.lost(url == null ? "a file that the provider keeps" : "a file that is no PDF");
    }
    return new PlainPart.File(part.at(), source.get(), holder.name("filename"));
  }

  /**
   * Takes a function that the model may call.
   *
   * @param function has its name
   */
  static Optional<PlainTool> tool(Members tool, Members function) {
    PlainTool found =
        tool.takeIf("type", "function")
            ? function(tool.at(), function)
            : tool.lost("a tool of this type");
    tool.close();
    return Optional.ofNullable(found);
  }

  private static PlainTool function(JsonValue at, Members function) {
    JsonValue schema = function.take("parameters", JsonKind.OBJECT);
    JsonValue strict = function.take("strict", JsonKind.TRUE, JsonKind.FALSE);
    return new PlainTool(
        at,
        function.name("name"),
        function.text("description"),
        schema == null || schema.members().isEmpty()
            ? Optional.empty()
            : Optional.of(Embedded.compact(schema)),
        strict == null ? Optional.empty() : Optional.of(strict.isTrue()));
  }

  /**
   * Takes the form of an answer.
   *
   * @param named has the name of a schema
   */
  static Optional<AnswerFormat> answer(Members format, Members named) {
    if (!format.isPresent() || format.takeIf("type", "text")) {
      return Optional.empty();
    }
    if (format.takeIf("type", "json_object")) {
      return Optional.of(AnswerFormat.ofAnyObject(format.at()));
    }
    JsonValue schema =
        format.takeIf("type", "json_schema") ? named.take("schema", JsonKind.OBJECT) : null;
    if (schema == null) {
      return Optional.empty();
    }
    JsonValue strict = named.take("strict", JsonKind.TRUE, JsonKind.FALSE);
    return Optional.of(
        new AnswerFormat(
            format.at(),
            Optional.of(Embedded.compact(schema)),
            named.name("name"),
            Optional.ofNullable(named.take("description", JsonKind.STRING)),
            strict != null && strict.isTrue()));
  }
}
