package dev.contextbudget.core.error;

import java.util.Map;

/** A tenant has used up what its operator grants it; later there is more. */
public final class QuotaExceeded extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final String quota;
  private final long limit;
  private final long retryAfterMillis;

  /**
   * @param quota which one, as the operator's file names it
   * @param limit what is granted, in the unit of that name
   */
  public QuotaExceeded(String quota, long limit, long retryAfterMillis) {
    super("the tenant's quota %s of %d is used up".formatted(quota, limit));
    this.quota = quota;
    this.limit = limit;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Returns which quota it is. */
  public String quota() {
    return quota;
  }

  /** Returns how long a caller should wait before it tries again. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }

  @Override
  public Reason reason() {
    return Reason.QUOTA_EXCEEDED;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("quota", quota, "limit", Long.toString(limit));
  }
}
