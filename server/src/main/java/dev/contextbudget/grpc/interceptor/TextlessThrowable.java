package dev.contextbudget.grpc.interceptor;

import org.jspecify.annotations.Nullable;

/**
 * A throwable for the log: types and places of another and of its causes, without their messages,
 * because a message may quote a text of the request ({@code For input string: ...}).
 */
public final class TextlessThrowable extends Throwable {
  private static final long serialVersionUID = 1L;

  /** Enough to reach the root; more would be a cycle. */
  private static final int MAX_CAUSES = 8;

  /** Copies a throwable without its texts. */
  public TextlessThrowable(Throwable thrown) {
    this(thrown, MAX_CAUSES);
  }

  private TextlessThrowable(Throwable thrown, int causesLeft) {
    super(thrown.getClass().getName(), causeOf(thrown, causesLeft));
    setStackTrace(thrown.getStackTrace());
  }

  private static @Nullable Throwable causeOf(Throwable thrown, int causesLeft) {
    Throwable cause = thrown.getCause();
    return cause == null || causesLeft == 0 ? null : new TextlessThrowable(cause, causesLeft - 1);
  }
}
