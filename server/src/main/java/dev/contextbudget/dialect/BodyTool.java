package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.Set;

/**
 * A tool definition of a body.
 *
 * @param value the definition, with its siblings where one element holds several
 * @param tool as it is counted; of a provider's own tool what the definition says
 * @param names by which calls go for it; several where one element holds several
 */
public record BodyTool(JsonValue value, Body.Tool tool, Set<String> names) {
  public BodyTool {
    names = Set.copyOf(names);
  }

  /** A tool that calls name as its definition does. */
  public BodyTool(JsonValue value, Body.Tool tool) {
    this(value, tool, Set.of(tool.name()));
  }

  /** Returns the id of its item. */
  public String id() {
    return value.pointer();
  }
}
