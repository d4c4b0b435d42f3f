package dev.contextbudget.core.error;

import java.util.Map;

/**
 * A call without a credential that proves who makes it.
 *
 * <p>The message says which check failed, and holds nothing of the credential.
 */
public final class NotAuthenticated extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  private NotAuthenticated(String message, Reason reason) {
    super(message);
    this.reason = reason;
  }

  /** Returns the failure of a call without any. */
  public static NotAuthenticated missing() {
    return new NotAuthenticated(
        "the call has no credential; send one as authorization: Bearer", Reason.CREDENTIAL_MISSING);
  }

  /**
   * Returns the failure of a credential that proves nothing.
   *
   * @param problem a constant of the service, never of the credential
   */
  public static NotAuthenticated invalid(String problem) {
    return new NotAuthenticated("the credential " + problem, Reason.CREDENTIAL_INVALID);
  }

  @Override
  public Reason reason() {
    return reason;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }
}
