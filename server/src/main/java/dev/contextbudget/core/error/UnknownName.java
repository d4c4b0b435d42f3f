package dev.contextbudget.core.error;

import java.util.List;
import java.util.Map;

/** No model or preset has the given name; carries up to five names that are near it. */
public final class UnknownName extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient List<String> nearNames;

  private UnknownName(String what, Reason reason, List<String> nearNames) {
    super(
        nearNames.isEmpty()
            ? "no such %s".formatted(what)
            : "no such %s; near names: %s".formatted(what, String.join(", ", nearNames)));
    this.reason = reason;
    this.nearNames = List.copyOf(nearNames);
  }

  /** Returns the failure of a model that is not in the catalogue. */
  public static UnknownName model(List<String> nearNames) {
    return new UnknownName("model", Reason.UNKNOWN_MODEL, nearNames);
  }

  /** Returns the failure of a preset that is not in the catalogue. */
  public static UnknownName preset(List<String> nearNames) {
    return new UnknownName("preset", Reason.UNKNOWN_PRESET, nearNames);
  }

  /** Returns known names that are like it, the nearest first; at most five. */
  public List<String> nearNames() {
    return nearNames;
  }

  @Override
  public Reason reason() {
    return reason;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("nearNames", String.join(",", nearNames));
  }
}
