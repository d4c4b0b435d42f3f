package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a message, empty ones included.
 *
 * @param at where it stands
 * @param id of a call or of the call that a result answers, as it was sent; empty if there is none
 * @param name of the tool of a call or result, if it is told; else empty
 * @param text what is read of it, if it is one text
 * @param inner pieces of a result
 */
public record Piece(
    Kind kind, JsonValue at, String id, String name, @Nullable JsonValue text, List<Piece> inner) {

  /** What a piece is. */
  public enum Kind {
    TEXT,
    /** Reasoning, readable or not. */
    THINKING,
    /** The model calls a tool of the client. */
    CALL,
    /** The client answers a call. */
    RESULT,
    /** The model calls a tool that the provider runs. */
    SERVER_CALL,
    /** What a tool of the provider answered. */
    SERVER_RESULT,
    /** What stands in place of all before it. */
    COMPACTION,
    OTHER
  }

  public Piece {
    inner = List.copyOf(inner);
  }

  static Piece of(Kind kind, JsonValue at) {
    return new Piece(kind, at, "", "", null, List.of());
  }

  static Piece text(JsonValue at, @Nullable JsonValue text) {
    return new Piece(Kind.TEXT, at, "", "", text, List.of());
  }

  static Piece call(Kind kind, JsonValue at, String id, String name, @Nullable JsonValue input) {
    return new Piece(kind, at, id, name, input, List.of());
  }

  static Piece result(JsonValue at, String id, String name, List<Piece> inner) {
    return new Piece(Kind.RESULT, at, id, name, null, inner);
  }

  /** Returns true if it is of a kind. */
  public boolean is(Kind other) {
    return kind == other;
  }
}
