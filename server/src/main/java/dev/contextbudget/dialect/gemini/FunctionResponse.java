package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonStrings;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a function answered: an object, and perhaps images and files beside it.
 *
 * <p>Its text is the only string of the object if that is all it has, else the JSON of the object.
 * What is left of the latter stands as the object that it still is, or as a string in {@code
 * output}, {@code error} for an answer that had one.
 *
 * <p><b>What is written is never counted higher than what was left.</b> Read again it is the same
 * text: a string is the only one of its object, and a JSON text stays as it is only if it would not
 * be read as its only string. What stands around the text, {@link #around}, is the same before and
 * after, and is counted beside the parts of the result. Images and files leave with the first cut.
 */
final class FunctionResponse {
  private final JsonValue object;
  private final JsonValue response;

  /**
   * @param object the {@code functionResponse}
   * @param response its {@code response}, an object
   */
  FunctionResponse(JsonValue object, JsonValue response) {
    this.object = object;
    this.response = response;
  }

  /** Returns whether the function says that it failed. */
  boolean isError() {
    return isError(response);
  }

  private static boolean isError(JsonValue response) {
    return response.member("error") != null && response.member("output") == null;
  }

  /** Returns the text that the model reads. */
  Part.Text text() {
    JsonValue string = onlyString(response);
    return new Part.Text(string == null ? response.raw() : string.text());
  }

  /** Returns what stands around the text, cut or not: the names of the function and of a member. */
  List<Utf8Text> around() {
    JsonValue string = onlyString(response);
    String member = string == null ? member(isError(response)) : response.members().get(0).name();
    return List.of(Utf8Text.of(object.textOf("name")), Utf8Text.of(member));
  }

  /** Returns what {@link #shorter} replaces; all of it where more than the text has to leave. */
  JsonValue place() {
    if (!GeminiDialect.elements(object.member("parts")).isEmpty()) {
      return object;
    }
    JsonValue string = onlyString(response);
    return string == null ? response : string;
  }

  private static @Nullable JsonValue onlyString(JsonValue object) {
    List<JsonValue.Member> members = object.members();
    return members.size() == 1 && members.get(0).value().isString() ? members.get(0).value() : null;
  }

  private static String member(boolean isError) {
    return isError ? "error" : "output";
  }

  /**
   * Returns what stands in its place when its text is shorter.
   *
   * @param place see {@link #place}
   * @param string what is left of the text, as a JSON string
   */
  static Utf8Text shorter(JsonValue place, Utf8Text string) {
    if (place.isString()) {
      return string;
    }
    if (place.pointer().endsWith("/response")) {
      return shorterObject(place, string);
    }
    List<Utf8Text> pieces = new ArrayList<>();
    for (JsonValue.Member member : place.members()) {
      if (!member.name().equals("parts")) {
        pieces.add(Utf8Text.of(pieces.isEmpty() ? "{" : ","));
        pieces.add(JsonStrings.quoted(Utf8Text.of(member.name())));
        pieces.add(Utf8Text.of(":"));
        boolean isResponse = member.name().equals("response");
        pieces.add(isResponse ? shorterObject(member.value(), string) : member.value().raw());
      }
    }
    pieces.add(Utf8Text.of("}"));
    return Utf8Text.concat(pieces);
  }

  private static Utf8Text shorterObject(JsonValue response, Utf8Text string) {
    if (onlyString(response) != null) {
      return object(response.members().get(0).name(), string);
    }
    boolean isError = isError(response);
    Utf8Text left = json(string).map(JsonValue::text).orElse(Utf8Text.EMPTY);
    boolean stands =
        json(left)
            .filter(value -> value.isObject() && onlyString(value) == null)
            .filter(value -> isError(value) == isError)
            .isPresent();
    return stands ? left : object(member(isError), string);
  }

  /** Returns a text as JSON; empty if it is none that a body may hold. */
  private static Optional<JsonValue> json(Utf8Text text) {
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    try {
      return Optional.of(JsonIndexer.index(bytes, StopSignal.NEVER).root());
    } catch (JsonFault notJson) {
      return Optional.empty();
    }
  }

  private static Utf8Text object(String name, Utf8Text value) {
    return Utf8Text.concat(
        List.of(
            Utf8Text.of("{"),
            JsonStrings.quoted(Utf8Text.of(name)),
            Utf8Text.of(":"),
            value,
            Utf8Text.of("}")));
  }
}
