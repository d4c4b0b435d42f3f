package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.dialect.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message, and where it stands in its body.
 *
 * @param value the part: an element of a list of parts, a text that is a whole content, or a member
 * @param text the value that a shorter text replaces; null if the part is never shortened
 */
public record BodyPart(JsonValue value, Part part, @Nullable JsonValue text) {

  /** Returns a part that is never shortened. */
  public static BodyPart whole(JsonValue value, Part part) {
    return new BodyPart(value, part, null);
  }
}
