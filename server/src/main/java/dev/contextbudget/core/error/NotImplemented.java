package dev.contextbudget.core.error;

import java.util.Map;

/** The contract has the field or call, this version does not do it. */
public final class NotImplemented extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field path of the field, or name of the call
   */
  public NotImplemented(String field) {
    super("this version does not implement " + field);
    this.field = field;
  }

  @Override
  public Reason reason() {
    return Reason.NOT_IMPLEMENTED;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("field", field);
  }
}
