package dev.contextbudget.lint;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.Optional;

/**
 * A breach of a rule: where it is and what to do, never what stands there.
 *
 * <p>Names of members that no API documents are the caller's data, such as those in the arguments
 * of a tool, and may be long. So a pointer ends where the first of them stands, or behind {@value
 * #MOST_POINTER_CHARS} characters, and the message then says at which byte of the body the place
 * is: 1,000 findings take less than a megabyte, whatever the body.
 *
 * @param severity no worse than the rule's
 * @param at the place
 * @param what is wrong
 * @param kind where the rule knows several kinds, which one; else empty
 * @param range the bytes of the text at the place; empty if it is the place as a whole
 */
public record LintFinding(
    LintRule rule,
    LintSeverity severity,
    JsonValue at,
    String what,
    String kind,
    Optional<Range> range) {
  private static final int MOST_POINTER_CHARS = 200;

  /** Bytes of a text, from a first one to before another. */
  public record Range(int startByte, int endByte) {
    public Range {
      if (startByte < 0 || endByte <= startByte) {
        throw new IllegalArgumentException(
            "want 0 <= start < end, got start=%d end=%d".formatted(startByte, endByte));
      }
    }
  }

  /** Returns the JSON Pointer of the place, or of what is around it. */
  public String pointer() {
    String pointer = at.publicPointer();
    return pointer.length() <= MOST_POINTER_CHARS
        ? pointer
        : pointer.substring(0, pointer.lastIndexOf('/', MOST_POINTER_CHARS));
  }

  private boolean pointsToPlace() {
    return at.isPublic() && at.publicPointer().length() <= MOST_POINTER_CHARS;
  }

  /** Returns what is wrong and what to do. */
  public String message() {
    String message = what + ": " + rule.remedy();
    return pointsToPlace() ? message : message + " (at byte %d)".formatted(at.startByte());
  }

  /** Returns the range, if the pointer leads to the text that it is of. */
  public Optional<Range> rangeAtPointer() {
    return range.filter(bytes -> pointsToPlace());
  }
}
