package dev.contextbudget.grpc;

import org.jspecify.annotations.Nullable;

/**
 * The place of a field in a request, such as {@code components[2].messages.messages[0].id}.
 *
 * <p>It is spelled when something is wrong with the field, not before: every field that is checked
 * has a path, and spelling them all took a third of the time of decoding ({@code
 * CountTokensStagesBenchmark}).
 */
final class FieldPath {
  private static final int NO_INDEX = -1;

  private final @Nullable FieldPath parent;
  private final String name;
  private final int index;

  private FieldPath(@Nullable FieldPath parent, String name, int index) {
    this.parent = parent;
    this.name = name;
    this.index = index;
  }

  /** Returns the path of a field of the request itself. */
  static FieldPath of(String name) {
    return new FieldPath(null, name, NO_INDEX);
  }

  /** Returns the path of a field of the message at this place. */
  FieldPath member(String field) {
    return new FieldPath(this, field, NO_INDEX);
  }

  /** Returns the path of an element of the list at this place. */
  FieldPath at(int element) {
    return new FieldPath(this, "", element);
  }

  /** Returns the path as error details have it. */
  @Override
  public String toString() {
    StringBuilder path = new StringBuilder();
    spell(path);
    return path.toString();
  }

  private void spell(StringBuilder path) {
    if (parent != null) {
      parent.spell(path);
    }
    if (index != NO_INDEX) {
      path.append('[').append(index).append(']');
    } else {
      path.append(path.isEmpty() ? "" : ".").append(name);
    }
  }
}
