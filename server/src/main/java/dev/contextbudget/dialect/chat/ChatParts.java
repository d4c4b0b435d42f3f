package dev.contextbudget.dialect.chat;

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

/** Contents: one text or a list of parts, and what an assistant message has beside it. */
final class ChatParts {
  private final Reading reading;
  private final PartSizes sizes;

  ChatParts(Reading reading) {
    this.reading = reading;
    this.sizes = reading.sizes();
  }

  /** Returns the parts of a content. */
  List<BodyPart> of(@Nullable JsonValue content, Role role) {
    if (content == null || content.isNull()) {
      return List.of();
    }
    if (content.isString()) {
      return Reading.text(content, content);
    }
    if (!content.isArray()) {
      reading.problem(ShapeProblem.Kind.INVALID, content, "must be a string or an array of parts");
      return List.of();
    }
    List<BodyPart> parts = new ArrayList<>();
    for (JsonValue element : content.elements()) {
      parts.addAll(part(element, role));
    }
    return parts;
  }

  /** Returns the parts of the content of a result. */
  List<BodyPart> inResult(@Nullable JsonValue content) {
    return of(content, Role.TOOL);
  }

  private List<BodyPart> part(JsonValue part, Role role) {
    String type = part.textOf("type");
    if (type.equals("text")) {
      JsonValue text = reading.required(part, "text", JsonKind.STRING);
      return text == null ? List.of() : Reading.text(part, text);
    }
    boolean isKnown = List.of("image_url", "input_audio", "file", "refusal").contains(type);
    boolean isPlaced = type.equals("refusal") ? role == Role.ASSISTANT : role == Role.USER;
    if (!isKnown) {
      reading.problem(
          ShapeProblem.Kind.UNKNOWN_PART,
          part,
          "is not of a documented type: text, image_url, input_audio, file or refusal");
    } else if (!isPlaced) {
      reading.problem(
          ShapeProblem.Kind.MISPLACED_PART,
          part,
          type.equals("refusal")
              ? "stands only in an assistant message"
              : "stands only in a user message");
    }
    return List.of(BodyPart.whole(part, other(part, type)));
  }

  private Part other(JsonValue part, String type) {
    JsonValue held = part.member(type);
    JsonValue inside = held == null ? part : held;
    return switch (type) {
      case "image_url" -> image(part, inside);
      case "input_audio" -> sizes.media(part, text(inside, "data").length());
      case "file" -> file(part, inside);
      case "refusal" -> sizes.counted(part, List.of(text(part, "refusal")));
      default -> sizes.unknown(part);
    };
  }

  private Part image(JsonValue part, JsonValue image) {
    return sizes.image(part, text(image, "url"), image.textOf("detail"), "");
  }

  private Part file(JsonValue part, JsonValue file) {
    return sizes.file(part, text(file, "file_data"), "");
  }

  private static Utf8Text text(JsonValue object, String name) {
    JsonValue value = object.isString() ? object : object.string(name);
    return value == null ? Utf8Text.EMPTY : value.text();
  }

  /**
   * Returns reasoning that an assistant message brings along; OpenAI has none here, others call it
   * so: DeepSeek and vLLM, OpenRouter.
   */
  List<BodyPart> reasoning(JsonValue message) {
    List<BodyPart> found = new ArrayList<>();
    for (String name : List.of("reasoning_content", "reasoning", "reasoning_details")) {
      JsonValue value = message.member(name);
      if (value != null && !value.isNull()) {
        found.add(BodyPart.whole(value, thinking(value)));
      }
    }
    return found;
  }

  /** Details are blocks, of which one may be readable and another sealed. */
  private Part thinking(JsonValue value) {
    if (value.isString()) {
      return sizes.thinking(value, value.text(), 0);
    }
    List<Utf8Text> read = new ArrayList<>();
    int sealedBytes = 0;
    for (JsonValue block : value.isArray() ? value.elements() : List.of(value)) {
      read.add(text(block, "text"));
      read.add(text(block, "summary"));
      sealedBytes += text(block, "data").length();
    }
    return sizes.thinking(value, Utf8Text.concat(read), sealedBytes);
  }

  /** Returns what an assistant message says in other members than its content. */
  List<BodyPart> saidOtherwise(JsonValue message) {
    List<BodyPart> found = new ArrayList<>();
    JsonValue refusal = message.string("refusal");
    if (refusal != null && !refusal.text().isEmpty()) {
      found.add(BodyPart.whole(refusal, sizes.counted(refusal, List.of(refusal.text()))));
    }
    JsonValue audio = message.member("audio");
    if (audio != null && audio.isObject()) {
      found.add(BodyPart.whole(audio, sizes.media(audio, 0)));
    }
    return found;
  }
}
