package dev.contextbudget.core.error;

import java.util.Map;

/** A request has more bytes than its call takes. */
public final class MessageTooLarge extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final long limitBytes;
  private final long actualBytes;

  public MessageTooLarge(long limitBytes, long actualBytes) {
    super("a request of this call has at most %d bytes, got %d".formatted(limitBytes, actualBytes));
    this.limitBytes = limitBytes;
    this.actualBytes = actualBytes;
  }

  @Override
  public Reason reason() {
    return Reason.MESSAGE_TOO_LARGE;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("limit", Long.toString(limitBytes), "actual", Long.toString(actualBytes));
  }
}
