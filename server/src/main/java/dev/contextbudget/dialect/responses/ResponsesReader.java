package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the input, tools and settings of a body. */
final class ResponsesReader {
  private final JsonDocument json;
  private final JsonValue root;
  private final Reading reading;

  ResponsesReader(JsonDocument json, PartSizes sizes) {
    this.json = json;
    this.root = json.root();
    this.reading = new Reading(sizes);
  }

  ProviderBody read() {
    JsonValue input = present("input");
    List<BodyText> system = instructions();
    List<BodyText> hidden = hidden();
    List<BodyMessage> messages = input == null ? withoutInput() : messages(input);
    return new ProviderBody(
        Format.OPENAI_RESPONSES,
        json,
        Reading.tokens(root, "max_output_tokens"),
        new ResponsesTools(root).read(),
        null,
        system,
        hidden,
        input != null && input.isArray() ? input : null,
        messages,
        reading.problems(),
        reading.leftOut(),
        reading.sizes().assumed());
  }

  /** Returns a member that is not null. */
  private @Nullable JsonValue present(String name) {
    JsonValue member = root.member(name);
    return member == null || member.isNull() ? null : member;
  }

  /** Only what the provider keeps can be answered without an input. */
  private List<BodyMessage> withoutInput() {
    if (!root.isObject() || (!isContinued() && present("prompt") == null)) {
      reading.problem(
          ShapeProblem.Kind.INVALID, root, "must have `input`: want a string or an array");
    }
    return List.of();
  }

  private boolean isContinued() {
    return present("previous_response_id") != null || present("conversation") != null;
  }

  private List<BodyMessage> messages(JsonValue input) {
    if (input.isString()) {
      List<BodyPart> parts = Reading.atLeastOne(input, Reading.text(input, input));
      return List.of(new BodyMessage(0, List.of(input), null, Role.USER, "", parts));
    }
    if (!input.isArray()) {
      reading.problem(ShapeProblem.Kind.INVALID, input, "must be a string or an array of items");
      return List.of();
    }
    return new ResponsesInput(reading, input.elements(), isContinued()).read();
  }

  private List<BodyText> instructions() {
    JsonValue instructions = present("instructions");
    if (instructions == null) {
      return List.of();
    }
    reading.required(root, "instructions", JsonKind.STRING);
    return instructions.text().isEmpty()
        ? List.of()
        : List.of(new BodyText(instructions, instructions.text(), false));
  }

  /** Returns what is rendered into the prompt beside the input, and notes what is not known. */
  private List<BodyText> hidden() {
    List<BodyText> hidden = new ArrayList<>();
    JsonValue text = present("text");
    JsonValue format = text == null ? null : text.member("format");
    if (format != null && format.is("type", "json_schema")) {
      hidden.add(new BodyText(format, format.raw(), false));
    }
    for (String name : List.of("previous_response_id", "conversation", "prompt")) {
      JsonValue kept = present(name);
      if (kept != null) {
        reading.sizes().elsewhere(kept);
        hidden.addAll(variables(kept));
      }
    }
    return hidden;
  }

  /** Returns the texts that the body gives to a prompt that the provider keeps. */
  private static List<BodyText> variables(JsonValue prompt) {
    List<BodyText> texts = new ArrayList<>();
    JsonValue variables = prompt.member("variables");
    if (variables != null) {
      for (JsonValue.Member member : variables.members()) {
        JsonValue value =
            member.value().isObject() ? member.value().member("text") : member.value();
        if (value != null && !value.text().isEmpty()) {
          texts.add(new BodyText(value, value.text(), false));
        }
      }
    }
    return texts;
  }
}
