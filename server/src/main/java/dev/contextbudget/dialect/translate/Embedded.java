package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/** JSON that stands in a body as a text, or as a value of its own. */
final class Embedded {
  /**
   * Levels that a body may have around it: {@code contents}, a content, its {@code parts}, a part,
   * the call. Whoever is told that a text is JSON can write it into a body that is read again.
   */
  private static final int LEVELS_AROUND = 8;

  private Embedded() {}

  /** Returns the value that a text is; empty if it is not JSON, or too deep for a body. */
  static Optional<JsonValue> value(Utf8Text text) {
    Utf8Text around = Utf8Text.of("[".repeat(LEVELS_AROUND));
    Utf8Text behind = Utf8Text.of("]".repeat(LEVELS_AROUND));
    Utf8Text whole = Utf8Text.concat(List.of(around, text, behind));
    byte[] bytes = new byte[whole.length()];
    whole.asByteBuffer().get(bytes);
    try {
      JsonValue value = JsonIndexer.index(bytes, StopSignal.NEVER).root();
      for (int i = 0; i < LEVELS_AROUND; i++) {
        List<JsonValue> elements = value.elements();
        if (elements.size() != 1) { // "1, 2" and "], [" are lists, and no value
          return Optional.empty();
        }
        value = elements.get(0);
      }
      return Optional.of(value);
    } catch (JsonFault notJson) {
      return Optional.empty();
    }
  }

  /** Returns the object that a text is; empty if it is none. */
  static Optional<JsonValue> object(Utf8Text text) {
    return value(text).filter(JsonValue::isObject);
  }

  /** Returns the value that a text is that is known to be JSON. */
  static JsonValue known(Utf8Text json) {
    return value(json).orElseThrow(() -> new IllegalStateException("not JSON, or too deep"));
  }

  /**
   * Returns the object that the arguments of a call are; empty if they are none. Models that call
   * without arguments write nothing at all.
   */
  static Optional<Utf8Text> arguments(Utf8Text text) {
    return text.isEmpty() ? Optional.of(Utf8Text.of("{}")) : object(text).map(Embedded::compact);
  }

  /** Returns a value as a text without white space, which would be paid for. */
  static Utf8Text compact(JsonValue value) {
    return new JsonWriter().value(value).text();
  }
}
