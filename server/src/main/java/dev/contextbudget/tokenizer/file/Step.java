package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step of what a {@code tokenizer.json} does with a text: an object with a type. */
record Step(JsonObject json) {

  /**
   * Returns the steps of a part of the file, those of sequences one after the other.
   *
   * @param part JSON null for none
   * @param inner what the steps of a sequence are called
   */
  static List<Step> of(JsonElement part, String inner) {
    List<Step> steps = new ArrayList<>();
    if (!part.isJsonNull()) {
      Step step = new Step(part.getAsJsonObject());
      if (step.is("Sequence")) {
        step.json.getAsJsonArray(inner).forEach(each -> steps.addAll(of(each, inner)));
      } else {
        steps.add(step);
      }
    }
    return steps;
  }

  String type() {
    return text("type").orElse("one without a type");
  }

  boolean is(String type) {
    return type().equals(type);
  }

  /** Returns a member, unless it is not there or null. */
  Optional<String> text(String name) {
    return given(json.get(name)).map(JsonElement::getAsString);
  }

  /** Returns the regular expression or the string that the step looks for. */
  Optional<String> pattern(String kind) {
    return given(json.get("pattern"))
        .flatMap(pattern -> given(pattern.getAsJsonObject().get(kind)))
        .map(JsonElement::getAsString);
  }

  boolean flag(String name, boolean otherwise) {
    return given(json.get(name)).map(JsonElement::getAsBoolean).orElse(otherwise);
  }

  private static Optional<JsonElement> given(@Nullable JsonElement member) {
    return Optional.ofNullable(member).filter(element -> !element.isJsonNull());
  }

  /** Returns what to throw if this step is not supported where it stands. */
  BadTokenizerFile notSupportedIn(String part) {
    return new BadTokenizerFile("%s: %s is not supported here".formatted(part, type()));
  }
}
