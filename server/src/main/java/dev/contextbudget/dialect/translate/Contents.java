package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a message holds, which each API writes as a text or as a list of parts. */
final class Contents {
  private Contents() {}

  /** Returns the parts of a content; an empty text says nothing and is none. */
  static List<PlainPart> of(JsonValue content, Function<JsonValue, Optional<PlainPart>> part) {
    List<PlainPart> found = new ArrayList<>();
    text(content).ifPresent(found::add);
    content.elements().forEach(element -> part.apply(element).ifPresent(found::add));
    return found;
  }

  /** Returns a value that is a text. */
  static Optional<PlainPart> text(JsonValue value) {
    return value.text().isEmpty()
        ? Optional.empty()
        : Optional.of(new PlainPart.Text(value, value.text()));
  }

  /** Returns a part that is an object with a text; null if that is empty. */
  static @Nullable PlainPart text(Members part) {
    Utf8Text text = part.text("text");
    return text.isEmpty() ? null : new PlainPart.Text(part.at(), text);
  }
}
