package dev.contextbudget.dialect;

import dev.contextbudget.dialect.json.JsonValue;

/**
 * Something in a body that is not as its API documents it.
 *
 * @param what is wanted; never the value
 */
public record ShapeProblem(Kind kind, JsonValue at, String what) {

  /** Kinds of problems. */
  public enum Kind {
    /** A member is missing or of another type: what it means cannot be told. */
    INVALID(true),
    /** A role that is not documented. */
    UNKNOWN_ROLE(true),
    /** A kind of part or item that is not documented: passed on, and its size assumed. */
    UNKNOWN_PART(false),
    /** A part in a message of a role that may not bear it. */
    MISPLACED_PART(false),
    /** No parts where the API wants some. */
    EMPTY_CONTENT(false);

    private final boolean fatal;

    Kind(boolean fatal) {
      this.fatal = fatal;
    }

    /** Returns true if a body with it cannot be fitted. */
    public boolean isFatal() {
      return fatal;
    }
  }
}
