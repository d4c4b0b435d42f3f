package dev.contextbudget.core.error;

import java.util.Map;

/**
 * A failure that a correct caller can cause and mend.
 *
 * <p>Messages never hold prompt text: they name fields, ids, limits and numbers. No stack trace is
 * taken, because the place of the throw is not the place of the fault. Anything else that is thrown
 * in the service is a defect.
 */
public abstract sealed class ContextBudgetException extends RuntimeException
    permits BudgetUnsatisfiable,
        CompactionStale,
        InvalidRequest,
        MessageTooLarge,
        NotAuthenticated,
        NotImplemented,
        NotPermitted,
        QuotaExceeded,
        Unavailable,
        UnknownName {
  private static final long serialVersionUID = 1L;

  ContextBudgetException(String message) {
    super(message, null, false, false);
  }

  /** Returns why the request failed. */
  public abstract Reason reason();

  /**
   * Returns everything variable in the message, by the keys that {@code error_reason.proto} lists.
   */
  public abstract Map<String, String> metadata();
}
