package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object, taken one by one: what nobody took in the end is lost.
 *
 * <p>So a member that a reader does not know cannot be forgotten, and neither can one of a type
 * that the reader did not expect: it stays where it is. What says nothing, {@link LeftOut} lists.
 */
final class Members {
  private final Format format;
  private final Losses losses;
  private final @Nullable JsonValue object;
  private final Map<String, JsonValue> left = new LinkedHashMap<>();
  private final Map<String, Members> inside = new LinkedHashMap<>();
  private boolean lost;

  private Members(Format format, Losses losses, @Nullable JsonValue object) {
    this.format = format;
    this.losses = losses;
    this.object = object;
    if (object != null && !object.isObject()) {
      losses.add(object, "a value that is no object");
    }
    if (object != null) {
      for (JsonValue.Member member : object.members()) {
        JsonValue other = left.putIfAbsent(documented(member.name()), member.value());
        if (other != null && other.isNull()) {
          left.put(documented(member.name()), member.value());
        } else if (other != null && !member.value().isNull()) {
          losses.add(member.value(), "a member that is there in another spelling");
        }
      }
    }
  }

  /** Returns the members of an object; of a value that is none, none and a loss. */
  static Members of(Format format, JsonValue object, Losses losses) {
    return new Members(format, losses, object);
  }

  /** Gemini takes camelCase, as documented, and the snake_case of its messages alike. */
  private String documented(String name) {
    if (format != Format.GEMINI || name.indexOf('_') < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      boolean first = camel.length() == 0;
      camel.append(
          first || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camel.toString();
  }

  /** Takes a member of any type; null if there is none, or it is null. */
  @Nullable JsonValue take(String name) {
    JsonValue value = left.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    left.remove(name);
    return value;
  }

  /** Takes a member if it is of one of these kinds. */
  @Nullable JsonValue take(String name, JsonKind... kinds) {
    return take(name, value -> List.of(kinds).contains(value.kind()));
  }

  /** Takes a member if it is like this; null if not. */
  @Nullable JsonValue take(String name, Predicate<JsonValue> isTaken) {
    JsonValue value = left.get(name);
    return value != null && isTaken.test(value) ? take(name) : null;
  }

  /** Takes a member that is a string; empty if it is not there. */
  Utf8Text text(String name) {
    JsonValue value = take(name, JsonKind.STRING);
    return value == null ? Utf8Text.EMPTY : value.text();
  }

  /** Takes a member that is a string; empty if it is not there. */
  String name(String name) {
    return text(name).decode();
  }

  /** Takes a member if it is a string of this text. */
  boolean takeIf(String name, String text) {
    return take(name, value -> value.holds(text)) != null;
  }

  /** Takes the elements of a member that is an array; none if it is not there. */
  List<JsonValue> elements(String name) {
    JsonValue value = take(name, JsonKind.ARRAY);
    return value == null ? List.of() : value.elements();
  }

  /** Takes the elements of a list of Gemini's, of which an only one may stand for it. */
  List<JsonValue> elementsOrOne(String name) {
    return GeminiDialect.elements(take(name, JsonKind.ARRAY, JsonKind.OBJECT));
  }

  /** Takes the names that a member is a list of; none if it holds anything else. */
  List<String> names(String name) {
    JsonValue value = take(name, Members::isTexts);
    return value == null
        ? List.of()
        : value.elements().stream().map(element -> element.text().decode()).toList();
  }

  /** Returns whether a value is a list of nothing but strings. */
  static boolean isTexts(JsonValue value) {
    return value.isArray() && value.elements().stream().allMatch(JsonValue::isString);
  }

  /** Returns the members of a member that is an object, the same each time; it closes with this. */
  Members inside(String name) {
    return inside.computeIfAbsent(
        name, unused -> new Members(format, losses, take(name, JsonKind.OBJECT)));
  }

  /** Returns whether there was such an object at all. */
  boolean isPresent() {
    return object != null;
  }

  /** Returns where the object stands. */
  JsonValue at() {
    if (object == null) {
      throw new IllegalStateException("an object that is not there stands nowhere");
    }
    return object;
  }

  /** Notes that the object is lost as a whole; returns null, for what it would have been. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  <T> @Nullable T lost(String what) {
    losses.add(at(), what);
    lost = true;
    return null;
  }

  /** Notes what nobody took, unless the whole is lost. */
  void close() {
    if (!lost) {
      inside.values().forEach(Members::close);
      left.forEach(this::lose);
    }
  }

  private void lose(String name, JsonValue value) {
    boolean isPublic = value.publicPointer().equals(value.pointer());
    if (!isPublic) {
      losses.add(value, "a member that is not documented");
    } else if (!LeftOut.saysNothing(format, name, value)) {
      losses.add(value, "this member");
    }
  }
}
