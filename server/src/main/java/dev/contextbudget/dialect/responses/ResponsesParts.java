package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contents of messages and results: one text or a list of parts. */
final class ResponsesParts {
  private final Reading reading;
  private final PartSizes sizes;

  ResponsesParts(Reading reading) {
    this.reading = reading;
    this.sizes = reading.sizes();
  }

  /**
   * Returns the parts of a content.
   *
   * @param holder what must have it
   * @param name of the member
   */
  List<BodyPart> of(JsonValue holder, String name, Role role) {
    JsonValue content = holder.member(name);
    if (content == null || !(content.isString() || content.isArray())) {
      reading.problem(
          ShapeProblem.Kind.INVALID,
          content == null ? holder : content,
          "must have `%s`: want a string or an array of parts".formatted(name));
      return List.of();
    }
    if (content.isString()) {
      return Reading.text(content, content);
    }
    List<JsonValue> elements = content.elements();
    if (elements.isEmpty()) {
      reading.problem(ShapeProblem.Kind.EMPTY_CONTENT, content, "must have a part");
    }
    List<BodyPart> parts = new ArrayList<>();
    for (JsonValue element : elements) {
      parts.addAll(part(element, role));
    }
    return parts;
  }

  private List<BodyPart> part(JsonValue part, Role role) {
    String type = part.textOf("type");
    boolean said = type.equals("output_text") || type.equals("refusal");
    boolean known =
        said || List.of("input_text", "input_image", "input_file", "input_audio").contains(type);
    if (known && said != (role == Role.ASSISTANT)) {
      reading.problem(
          ShapeProblem.Kind.MISPLACED_PART,
          part,
          said ? "stands only in an assistant message" : "stands in no assistant message");
    }
    return switch (type) {
      case "input_text" -> text(part);
      case "output_text" -> hasMarks(part) ? List.of(marked(part)) : text(part);
      case "refusal" -> List.of(whole(part, sizes.counted(part, List.of(text(part, "refusal")))));
      case "input_image" -> List.of(whole(part, image(part)));
      case "input_file" -> List.of(whole(part, sizes.file(part, text(part, "file_data"), "")));
      case "input_audio" -> List.of(whole(part, audio(part)));
      default -> {
        reading.problem(
            ShapeProblem.Kind.UNKNOWN_PART,
            part,
            "is not of a documented type: input_text, input_image, input_file, output_text or"
                + " refusal");
        yield List.of(whole(part, sizes.unknown(part)));
      }
    };
  }

  private static BodyPart whole(JsonValue part, Part of) {
    return BodyPart.whole(part, of);
  }

  private List<BodyPart> text(JsonValue part) {
    JsonValue text = reading.required(part, "text", JsonKind.STRING);
    return text == null ? List.of() : Reading.text(part, text);
  }

  /** Citations and probabilities go by the characters and tokens of the text. */
  private static boolean hasMarks(JsonValue part) {
    return !part.elementsOf("annotations").isEmpty() || !part.elementsOf("logprobs").isEmpty();
  }

  private BodyPart marked(JsonValue part) {
    JsonValue text = reading.required(part, "text", JsonKind.STRING);
    return whole(part, sizes.counted(part, text == null ? List.of() : List.of(text.text())));
  }

  private Part audio(JsonValue part) {
    JsonValue audio = part.member("input_audio");
    return sizes.media(part, audio == null ? 0 : text(audio, "data").length());
  }

  /** Returns an image or a screenshot: by its data, a URL, or the id of a file. */
  Part image(JsonValue part) {
    JsonValue url = part.member("image_url");
    if (url != null && !url.isNull() && !url.isString()) {
      reading.problem(ShapeProblem.Kind.INVALID, url, "must be a string");
    }
    return sizes.image(part, text(part, "image_url"), part.textOf("detail"), "");
  }

  /** Returns the text of a member that is a string; empty otherwise. */
  static Utf8Text text(JsonValue object, String name) {
    @Nullable JsonValue value = object.string(name);
    return value == null ? Utf8Text.EMPTY : value.text();
  }
}
