package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An object of a {@code tokenizer.json}, mostly a step of what is done with a text.
 *
 * @param type says which step it is
 */
record Step(String type, JsonObject json) {

  /** Returns an object as one. */
  static Step of(JsonElement json) throws BadTokenizerFile {
    JsonObject object = json.getAsJsonObject();
    return new Step(new Step("", object).text("type").orElse("one without a type"), object);
  }

  /**
   * Returns the steps of a part of the file, those of sequences one after the other.
   *
   * @param part JSON null for none
   * @param inner what the steps of a sequence are called
   */
  static List<Step> listOf(JsonElement part, String inner) throws BadTokenizerFile {
    List<Step> steps = new ArrayList<>();
    if (!part.isJsonNull()) {
      Step step = of(part);
      if (step.is("Sequence")) {
        for (JsonElement each : step.required(inner).getAsJsonArray()) {
          steps.addAll(listOf(each, inner));
        }
      } else {
        steps.add(step);
      }
    }
    return steps;
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  /** Returns a string, unless it is not there or null. */
  Optional<String> text(String name) throws BadTokenizerFile {
    return primitive(name, JsonPrimitive::isString, "a string").map(JsonPrimitive::getAsString);
  }

  double number(String name, double otherwise) throws BadTokenizerFile {
    return primitive(name, JsonPrimitive::isNumber, "a number")
        .map(JsonPrimitive::getAsDouble)
        .orElse(otherwise);
  }

  boolean flag(String name, boolean otherwise) throws BadTokenizerFile {
    return primitive(name, JsonPrimitive::isBoolean, "true or false")
        .map(JsonPrimitive::getAsBoolean)
        .orElse(otherwise);
  }

  /** Returns the regular expression or the string that the step looks for. */
  Optional<String> pattern(String kind) throws BadTokenizerFile {
    Optional<JsonElement> pattern = given("pattern");
    return pattern.isEmpty() ? Optional.empty() : of(pattern.get()).text(kind);
  }

  /** Returns a member that has to be there. */
  JsonElement required(String name) throws BadTokenizerFile {
    return given(name).orElseThrow(() -> new BadTokenizerFile("%s: want %s".formatted(type, name)));
  }

  private Optional<JsonPrimitive> primitive(
      String name, Predicate<JsonPrimitive> isWanted, String wanted) throws BadTokenizerFile {
    Optional<JsonElement> member = given(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    if (member.get() instanceof JsonPrimitive primitive && isWanted.test(primitive)) {
      return Optional.of(primitive);
    }
    throw new BadTokenizerFile("%s: want %s".formatted(name, wanted));
  }

  private Optional<JsonElement> given(String name) {
    return Optional.ofNullable(json.get(name)).filter(element -> !element.isJsonNull());
  }

  /** Returns what to throw if this step is not supported where it stands. */
  BadTokenizerFile notSupportedIn(String part) {
    return new BadTokenizerFile("%s: %s is not supported here".formatted(part, type));
  }
}
