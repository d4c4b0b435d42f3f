package dev.contextbudget.dialect.json;

/**
 * A text that is not the JSON that can be worked on; tells where and never quotes.
 *
 * <p>The place is a JSON Pointer (RFC 6901) as far as it leads through members that APIs document:
 * names inside the arguments of a tool are the caller's data.
 */
public final class JsonFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** Not JSON (RFC 8259), or more text behind the value. */
    MALFORMED("is not JSON"),
    /** Nested deeper than is allowed. */
    TOO_DEEP("is nested too deep"),
    /** More values than are allowed. */
    TOO_MANY_VALUES("has too many values"),
    /** Two members of one name, of which each reader takes another. */
    DUPLICATE_MEMBER("has a member twice"),
    /** Half of a surrogate pair in an escape, which is no character. */
    LONE_SURROGATE("has half a surrogate pair, which is no character"),
    /** Bytes that are not UTF-8. */
    NOT_UTF8("is not UTF-8");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** Returns what is wrong, to stand behind the place. */
    public String description() {
      return description;
    }
  }

  private final Kind kind;
  private final String pointer;
  private final long offsetBytes;

  JsonFault(Kind kind, int offsetBytes) {
    this(kind, "", offsetBytes);
  }

  private JsonFault(Kind kind, String pointer, long offsetBytes) {
    super(
        "%s %s at byte %d"
            .formatted(pointer.isEmpty() ? "text" : pointer, kind.description(), offsetBytes),
        null,
        false,
        false);
    this.kind = kind;
    this.pointer = pointer;
    this.offsetBytes = offsetBytes;
  }

  /** Returns the same with its place. */
  JsonFault within(String place) {
    return new JsonFault(kind, place, offsetBytes);
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the place; empty for the whole text. */
  public String pointer() {
    return pointer;
  }

  /** Returns the bytes before it, or before where the reader noticed. */
  public long offsetBytes() {
    return offsetBytes;
  }
}
