package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;

/** One change of a document. */
public sealed interface JsonEdit {

  /** Returns the value at which, or in which, something is changed. */
  JsonValue at();

  /** An element of an array, or a member of an object, is left out. */
  record Remove(JsonValue at) implements JsonEdit {
    public Remove {
      if (at.isRoot()) {
        throw new IllegalArgumentException("a text without its value");
      }
    }
  }

  /**
   * A value is another.
   *
   * @param json the new value
   */
  record Replace(JsonValue at, Utf8Text json) implements JsonEdit {}

  /**
   * An array gets an element.
   *
   * @param at the array
   * @param index of the given element before which the new one stands; their number for the end
   * @param json the new element
   */
  record Insert(JsonValue at, int index, Utf8Text json) implements JsonEdit {
    public Insert {
      if (!at.isArray() || index < 0) {
        throw new IllegalArgumentException(
            "%s: want an array and an index, got %d".formatted(at, index));
      }
    }
  }
}
