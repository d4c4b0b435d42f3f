package dev.contextbudget.dialect.gemini;

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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the contents, instructions, tools and settings of a body. */
final class GeminiReader {
  private final JsonDocument json;
  private final JsonValue root;
  private final Reading reading;
  private final @Nullable JsonValue settings;
  private final GeminiParts parts;

  GeminiReader(JsonDocument json, PartSizes sizes) {
    this.json = json;
    this.root = json.root();
    this.reading = new Reading(sizes);
    this.settings = Either.member(root, "generationConfig");
    this.parts = new GeminiParts(reading, new GeminiMedia(reading, settings));
  }

  ProviderBody read() {
    JsonValue contents = root.member("contents");
    if (contents == null || !(contents.isArray() || contents.isObject())) {
      reading.required(root, "contents", JsonKind.ARRAY);
    }
    List<BodyMessage> messages = new ArrayList<>();
    for (JsonValue content : GeminiDialect.elements(contents)) {
      messages.add(message(messages.size(), content));
    }
    GeminiInstructions instructions = GeminiInstructions.of(root, reading);
    JsonValue cached = Either.member(root, "cachedContent");
    if (cached != null) {
      reading.sizes().elsewhere(cached);
    }
    return new ProviderBody(
        Format.GEMINI,
        json,
        maxOutputTokens(),
        GeminiTools.of(root),
        instructions.list(),
        instructions.texts(),
        hidden(),
        contents != null && contents.isArray() ? contents : null,
        messages,
        reading.problems(),
        reading.leftOut(),
        reading.sizes().assumed());
  }

  private BodyMessage message(int index, JsonValue content) {
    Role role = role(content);
    JsonValue list = list(content);
    List<BodyPart> found = list == null ? List.of() : parts.of(list, role);
    return new BodyMessage(
        index, List.of(content), list, role, "", Reading.atLeastOne(content, found));
  }

  private @Nullable JsonValue list(JsonValue content) {
    JsonValue list = Either.member(content, "parts");
    if (!content.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, content, "must be an object");
    } else if (list == null || (list.isArray() && list.elements().isEmpty())) {
      reading.problem(
          list == null ? ShapeProblem.Kind.INVALID : ShapeProblem.Kind.EMPTY_CONTENT,
          list == null ? content : list,
          "must have parts");
    } else if (!list.isArray() && !list.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, list, "must be a part, or an array of parts");
      return null;
    }
    return list;
  }

  /** Who is not named is the user; {@code function} was once the role of responses. */
  private Role role(JsonValue content) {
    JsonValue role = Either.member(content, "role");
    if (role == null || role.holds("user") || role.holds("function") || role.holds("")) {
      return Role.USER;
    }
    if (!role.holds("model")) {
      reading.problem(ShapeProblem.Kind.UNKNOWN_ROLE, role, "must be user or model");
      return Role.USER;
    }
    return Role.ASSISTANT;
  }

  private OptionalInt maxOutputTokens() {
    JsonValue number = settings == null ? null : Either.member(settings, "maxOutputTokens");
    if (settings == null || number == null) {
      return OptionalInt.empty();
    }
    String digits = number.text().decode(); // numbers may be strings (protobuf, ProtoJSON format)
    return digits.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : Reading.tokens(settings, "maxOutputTokens", "max_output_tokens");
  }

  /** The schema of the answer is rendered into the prompt; it has two forms. */
  private List<BodyText> hidden() {
    List<BodyText> found = new ArrayList<>();
    for (String name : List.of("responseSchema", "responseJsonSchema")) {
      JsonValue schema = settings == null ? null : Either.member(settings, name);
      if (schema != null) {
        found.add(new BodyText(schema, schema.raw(), false));
      }
    }
    return found;
  }
}
