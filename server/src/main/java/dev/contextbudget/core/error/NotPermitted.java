package dev.contextbudget.core.error;

import java.util.Map;

/** A call whose caller is known, but is none of this server's tenants. */
public final class NotPermitted extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  public NotPermitted() {
    super("the credential is right, but of no tenant of this server");
  }

  @Override
  public Reason reason() {
    return Reason.TENANT_UNKNOWN;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }
}
