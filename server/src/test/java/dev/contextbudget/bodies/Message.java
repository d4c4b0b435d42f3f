package dev.contextbudget.bodies;

import java.util.List;

/**
 * One element of the list of messages.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}; another if it is
 *     none of the dialect's
 * @param isEmpty whether it has no content where the API wants some
 */
record Message(String role, List<Part> parts, boolean isEmpty) {

  /** What a part is. */
  enum Kind {
    TEXT,
    CALL,
    RESULT,
    /** Thinking, reasoning, compaction: what only the provider may change. */
    SEALED,
    /** What the provider's own tools were asked, and what they answered. */
    SERVER_CALL,
    SERVER_RESULT,
    /** Passed on as it is. */
    OTHER
  }

  /**
   * A part of a message.
   *
   * @param id of a call, or of the call that a result answers; empty for others
   * @param type as the dialect names it
   * @param frame all of it but what may be shortened, as it is written
   * @param raw what may be shortened, as it is written; empty if nothing may
   * @param text what {@code raw} says
   */
  record Part(Kind kind, String type, String id, String frame, String raw, String text) {

    static Part text(String frame, RawJson string) {
      return new Part(Kind.TEXT, "text", "", frame, string.raw(), string.text());
    }

    static Part whole(Kind kind, String type, String id, String raw) {
      return new Part(kind, type, id, raw, "", "");
    }

    boolean isText() {
      return kind == Kind.TEXT;
    }

    boolean is(Kind other) {
      return kind == other;
    }
  }

  boolean isFrom(String speaker) {
    return role.equals(speaker);
  }

  boolean has(Kind kind) {
    return parts.stream().anyMatch(part -> part.kind() == kind);
  }

  /** Returns true if the user says something that is no result. */
  boolean opensTurn() {
    return isFrom("user") && !has(Kind.RESULT);
  }
}
