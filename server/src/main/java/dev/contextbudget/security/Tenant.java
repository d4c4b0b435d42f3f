package dev.contextbudget.security;

/**
 * Somebody on whose behalf calls are made, as the operator's file has it.
 *
 * @param batch whether nobody waits for the answers of its calls
 */
public record Tenant(String id, boolean batch, Quota quota) {
  /** Who calls a server without authentication; no tenant of a file can have the name. */
  public static final Tenant ANONYMOUS = new Tenant("-", false, Quota.UNLIMITED);
}
