package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.json.JsonValue;

/**
 * A tool definition of a body.
 *
 * @param value the definition, with its siblings where one element holds several
 * @param tool as it is counted; of a provider's own tool what the definition says
 */
public record BodyTool(JsonValue value, Body.Tool tool) {

  /** Returns the id of its item. */
  public String id() {
    return value.pointer();
  }
}
