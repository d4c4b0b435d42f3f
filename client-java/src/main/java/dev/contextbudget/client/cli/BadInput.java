package dev.contextbudget.client.cli;

/** A file that cannot be read, or is not what it should be. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message);
  }
}
