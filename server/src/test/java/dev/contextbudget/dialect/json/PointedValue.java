package dev.contextbudget.dialect.json;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a JSON Pointer (RFC 6901) points at. */
public final class PointedValue {

  private PointedValue() {}

  /** Returns the value at a pointer; empty if there is none or it is no pointer. */
  public static Optional<JsonValue> of(JsonDocument document, String pointer) {
    if (pointer.isEmpty()) {
      return Optional.of(document.root());
    }
    if (!isPointer(pointer)) {
      return Optional.empty();
    }
    @Nullable JsonValue value = document.root();
    for (String step : JsonPointers.steps(pointer)) {
      value = value.isArray() ? element(value, step) : value.member(step);
      if (value == null) {
        return Optional.empty();
      }
    }
    return Optional.of(value);
  }

  private static boolean isPointer(String text) {
    for (int at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
      if (!text.startsWith("~0", at) && !text.startsWith("~1", at)) {
        return false;
      }
    }
    return text.charAt(0) == '/';
  }

  private static @Nullable JsonValue element(JsonValue array, String step) {
    boolean isIndex =
        !step.isEmpty()
            && step.length() <= 9
            && step.chars().allMatch(c -> c >= '0' && c <= '9')
            && (step.length() == 1 || step.charAt(0) != '0');
    if (!isIndex) {
      return null;
    }
    int index = Integer.parseInt(step);
    JsonDocument document = array.document();
    int child = document.firstChild(array.node());
    for (int i = 0; i < index && child != 0; i++) {
      child = document.next(child);
    }
    return child == 0 ? null : new JsonValue(document, child);
  }
}
