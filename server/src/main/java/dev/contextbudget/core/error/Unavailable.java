package dev.contextbudget.core.error;

import java.util.Map;

/** The server cannot take the call now; another one, or this one later, can. */
public final class Unavailable extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final long retryAfterMillis;

  private Unavailable(String message, Reason reason, long retryAfterMillis) {
    super(message);
    this.reason = reason;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Returns the failure of a call to a server that is stopping. */
  public static Unavailable draining() {
    return new Unavailable("the server is stopping; call another one", Reason.DRAINING, 0);
  }

  /** Returns the failure of a call to a server with too many calls. */
  public static Unavailable overloaded(long retryAfterMillis) {
    return new Unavailable("too many calls are waiting", Reason.OVERLOADED, retryAfterMillis);
  }

  /** Returns the failure of a call to a server whose memory is full of requests and answers. */
  public static Unavailable memoryPressure(long retryAfterMillis) {
    return new Unavailable(
        "the requests and answers in flight take too much memory",
        Reason.MEMORY_PRESSURE,
        retryAfterMillis);
  }

  /** Returns how long a caller should wait before it tries again. */
  public long retryAfterMillis() {
    return retryAfterMillis;
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
