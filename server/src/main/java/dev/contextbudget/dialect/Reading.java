package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the readers of all dialects do alike, and where they leave what is wrong. */
public final class Reading {
  /** Enough of a kind to mend a body; a hostile one has a million. */
  private static final int MAX_PROBLEMS = 100;

  private final PartSizes sizes;
  private final List<ShapeProblem> problems = new ArrayList<>();
  private final Map<ShapeProblem.Kind, Integer> noted = new EnumMap<>(ShapeProblem.Kind.class);
  private int leftOut;

  public Reading(PartSizes sizes) {
    this.sizes = sizes;
  }

  public PartSizes sizes() {
    return sizes;
  }

  /** Returns what is wrong so far, in the order it was found. */
  public List<ShapeProblem> problems() {
    return List.copyOf(problems);
  }

  /** Notes a problem. */
  public void problem(ShapeProblem.Kind kind, JsonValue at, String what) {
    if (noted.merge(kind, 1, Integer::sum) > MAX_PROBLEMS) {
      leftOut++;
    } else {
      problems.add(new ShapeProblem(kind, at, what));
    }
  }

  /** Returns how many more problems there are so far. */
  public int leftOut() {
    return leftOut;
  }

  /** Returns a member that must be of a kind; null, and a problem, if it is not. */
  public @Nullable JsonValue required(JsonValue object, String name, JsonKind kind) {
    JsonValue member = object.member(name);
    if (member == null || member.kind() != kind) {
      problem(
          ShapeProblem.Kind.INVALID,
          member == null ? object : member,
          "must have `%s`: want %s".formatted(name, Reading.name(kind)));
      return null;
    }
    return member;
  }

  /** Returns the text of a member that must be a string; empty, and a problem, if it is not. */
  public String requiredText(JsonValue object, String name) {
    JsonValue member = required(object, name, JsonKind.STRING);
    return member == null ? "" : member.text().decode();
  }

  private static String name(JsonKind kind) {
    return switch (kind) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case TRUE, FALSE -> "a boolean";
      case NULL -> "null";
    };
  }

  /** Returns a number of tokens, the first of these members that is one. */
  public static OptionalInt tokens(JsonValue object, String... names) {
    for (String name : names) {
      JsonValue member = object.member(name);
      OptionalLong number = member == null ? OptionalLong.empty() : member.wholeNumber();
      if (number.isPresent() && number.getAsLong() >= 0) {
        return OptionalInt.of((int) Math.min(1_000_000_000, number.getAsLong()));
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns a text as a part that may be shortened; none if it is empty, which is passed on as it
   * is.
   *
   * @param value the element that holds it, or the text itself
   */
  public static List<BodyPart> text(JsonValue value, JsonValue text) {
    Utf8Text held = text.text();
    return held.isEmpty() ? List.of() : List.of(new BodyPart(value, new Part.Text(held), text));
  }

  /**
   * Returns the parts of a message; of one without any that is not to be told from a missing one, a
   * part of no tokens, as what was sent is passed on.
   */
  public static List<BodyPart> atLeastOne(JsonValue message, List<BodyPart> parts) {
    return parts.isEmpty()
        ? List.of(BodyPart.whole(message, new Part.Opaque(Part.Payload.EMPTY, 0)))
        : parts;
  }
}
