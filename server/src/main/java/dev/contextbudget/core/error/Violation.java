package dev.contextbudget.core.error;

import java.util.Map;

/**
 * One rule that one field of a request breaks.
 *
 * @param field path of the field, such as {@code components[2].messages[0].id}
 * @param reason which rule
 * @param description what is wrong and what is wanted; never the field's value
 * @param metadata numbers of the description, such as {@code limit} and {@code actual}
 */
public record Violation(
    String field, Reason reason, String description, Map<String, String> metadata) {
  public Violation {
    if (field.isBlank()) {
      throw new IllegalArgumentException("violation without a field");
    }
    metadata = Map.copyOf(metadata);
  }

  /** Returns a violation without numbers. */
  public static Violation of(String field, Reason reason, String description) {
    return new Violation(field, reason, description, Map.of());
  }

  /** Returns a violation of a limit on a number or size. */
  public static Violation ofLimit(
      String field, Reason reason, String what, long limit, long actual) {
    return new Violation(
        field,
        reason,
        "%s must be at most %d, got %d".formatted(what, limit, actual),
        Map.of("limit", Long.toString(limit), "actual", Long.toString(actual)));
  }
}
