package dev.contextbudget.dialect;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;

/**
 * A text for the model that stands outside of the messages: a block of instructions, or the schema
 * of the answer.
 *
 * @param value the block, or the text itself
 * @param removable whether it is an element of a list, and can leave
 */
public record BodyText(JsonValue value, Utf8Text text, boolean removable) {

  /** Returns the id of its item. */
  public String id() {
    return value.pointer();
  }
}
