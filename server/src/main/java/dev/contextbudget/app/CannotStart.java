package dev.contextbudget.app;

/** The server cannot run on this machine as configured; the message says what to change. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
