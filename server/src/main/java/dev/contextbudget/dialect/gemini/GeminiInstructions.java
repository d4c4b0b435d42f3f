package dev.contextbudget.dialect.gemini;

import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of a body: a content of text parts; loosely written a single part, a list of
 * parts, or a string.
 *
 * @param list of parts; null if there is only one text
 * @param texts in order
 */
record GeminiInstructions(@Nullable JsonValue list, List<BodyText> texts) {

  static GeminiInstructions of(JsonValue root, Reading reading) {
    JsonValue instructions = Either.member(root, "systemInstruction");
    if (instructions == null) {
      return new GeminiInstructions(null, List.of());
    }
    JsonValue inside = Either.member(instructions, "parts");
    JsonValue parts = inside == null ? instructions : inside;
    List<BodyText> texts = new ArrayList<>();
    for (JsonValue part : parts.isArray() ? parts.elements() : List.of(parts)) {
      JsonValue text = part.isString() ? part : part.string("text");
      if (text == null) {
        reading.problem(ShapeProblem.Kind.MISPLACED_PART, part, "must be text in instructions");
      } else if (!text.text().isEmpty()) {
        texts.add(new BodyText(part, text.text(), parts.isArray()));
      }
    }
    return new GeminiInstructions(parts.isArray() ? parts : null, texts);
  }
}
