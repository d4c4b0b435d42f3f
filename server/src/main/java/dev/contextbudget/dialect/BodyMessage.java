package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a body: the smallest piece of its conversation that stays or leaves.
 *
 * @param index of its first element in the list of messages
 * @param elements of the list, in order, mostly one; where the API lists what a model answered
 *     piece by piece, the whole answer
 * @param content its list of parts, or its text; null if it has none that a note could join
 * @param name the speaker's name, or empty
 * @param parts empty if there is nothing to read
 * @param keepWith ids of messages that stay or leave with it, where the API wants them together and
 *     no tool call says so
 * @param pinned whether it stays as it is, unless the caller lets it go: without it the provider
 *     refuses what stays
 * @param withinCall whether it stands between a call and its result, where the API takes that
 */
public record BodyMessage(
    int index,
    List<JsonValue> elements,
    @Nullable JsonValue content,
    Role role,
    String name,
    List<BodyPart> parts,
    List<String> keepWith,
    boolean pinned,
    boolean withinCall) {
  public BodyMessage {
    elements = List.copyOf(elements);
    parts = List.copyOf(parts);
    keepWith = List.copyOf(keepWith);
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("a message that stands nowhere");
    }
  }

  /** A message that stays or leaves for itself. */
  public BodyMessage(
      int index,
      List<JsonValue> elements,
      @Nullable JsonValue content,
      Role role,
      String name,
      List<BodyPart> parts) {
    this(index, elements, content, role, name, parts, List.of(), false, false);
  }

  /** Returns the message, tied to others. */
  public BodyMessage keptWith(List<String> ids) {
    return new BodyMessage(index, elements, content, role, name, parts, ids, pinned, withinCall);
  }

  /** Returns the message, pinned. */
  public BodyMessage kept() {
    return new BodyMessage(index, elements, content, role, name, parts, keepWith, true, withinCall);
  }

  /** Returns the message, as one between a call and its result. */
  BodyMessage amidCall() {
    return new BodyMessage(index, elements, content, role, name, parts, keepWith, pinned, true);
  }

  /** Returns the id of its item: the JSON Pointer of its first element. */
  public String id() {
    return elements.get(0).pointer();
  }
}
