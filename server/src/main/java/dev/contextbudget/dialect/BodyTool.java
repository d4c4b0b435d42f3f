package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Set;

/**
 * A tool definition of a body.
 *
 * @param value the definition, or the element of the list of tools that it is alone in
 * @param tool as it is counted; of a provider's own tool what the definition says
 * @param names by which calls go for it; several where one element holds several
 * @param around what holds nothing but tools and leaves with the last of them, outermost first;
 *     mostly nothing
 * @param pinned whether it stays unless the caller lets it go: the body names it elsewhere, and the
 *     provider refuses the name without the definition
 */
public record BodyTool(
    JsonValue value, Body.Tool tool, Set<String> names, List<JsonValue> around, boolean pinned) {
  public BodyTool {
    names = Set.copyOf(names);
    around = List.copyOf(around);
  }

  /** A definition that stands and leaves for itself. */
  public BodyTool(JsonValue value, Body.Tool tool, Set<String> names) {
    this(value, tool, names, List.of(), false);
  }

  /** A tool that calls name as its definition does. */
  public BodyTool(JsonValue value, Body.Tool tool) {
    this(value, tool, Set.of(tool.name()));
  }

  /** Returns the tool, as one of a list that leaves with its last. */
  public BodyTool within(JsonValue list) {
    return new BodyTool(value, tool, names, List.of(list), pinned);
  }

  /** Returns the tool, as one that is called by these names. */
  public BodyTool calledBy(Set<String> names) {
    return new BodyTool(value, tool, names, around, pinned);
  }

  /** Returns the tool, pinned. */
  public BodyTool kept() {
    return new BodyTool(value, tool, names, around, true);
  }

  /** Returns the id of its item. */
  public String id() {
    return value.pointer();
  }
}
