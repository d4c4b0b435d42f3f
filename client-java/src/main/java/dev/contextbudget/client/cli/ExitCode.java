package dev.contextbudget.client.cli;

import io.grpc.Status;

/** How a command ended, for scripts; the same numbers stand in the help. */
enum ExitCode {
  DONE(0),
  /** The linter found what a provider refuses. */
  FOUND_ERRORS(1),
  /** Wrong usage, or a file that cannot be read. */
  USAGE(2),
  /** The server refused the request: another one would be answered. */
  REFUSED(3),
  /** The server was not reached, is busy or took too long: the same may be answered later. */
  NOT_ANSWERED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL, UNKNOWN, ABORTED -> NOT_ANSWERED;
      default -> REFUSED;
    };
  }
}
