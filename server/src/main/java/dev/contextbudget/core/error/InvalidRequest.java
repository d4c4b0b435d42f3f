package dev.contextbudget.core.error;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fields of the request break rules; holds every violation that was found, in request order. */
public final class InvalidRequest extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  public InvalidRequest(List<Violation> violations) {
    super(message(violations));
    this.violations = List.copyOf(violations);
  }

  public InvalidRequest(Violation violation) {
    this(List.of(violation));
  }

  private static String message(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("an invalid request without a violation");
    }
    Violation first = violations.get(0);
    String others = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
    return first.field() + ": " + first.description() + others;
  }

  /** Returns all that is wrong, in request order; at least one. */
  public List<Violation> violations() {
    return violations;
  }

  @Override
  public Reason reason() {
    return violations.get(0).reason();
  }

  @Override
  public Map<String, String> metadata() {
    Map<String, String> metadata = new HashMap<>(violations.get(0).metadata());
    metadata.put("field", violations.get(0).field());
    metadata.put("violationCount", Integer.toString(violations.size()));
    return metadata;
  }
}
