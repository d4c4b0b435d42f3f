package dev.contextbudget.lint;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.Optional;

/**
 * A breach of a rule: where it is and what to do, never what stands there.
 *
 * @param severity no worse than the rule's
 * @param at the place
 * @param message what is wrong and what to do
 * @param kind where the rule knows several kinds, which one; else empty
 * @param range the bytes of the text at the place; empty if it is the place as a whole
 */
public record LintFinding(
    LintRule rule,
    LintSeverity severity,
    JsonValue at,
    String message,
    String kind,
    Optional<Range> range) {

  /** Bytes of a text, from a first one to before another. */
  public record Range(int startByte, int endByte) {
    public Range {
      if (startByte < 0 || endByte <= startByte) {
        throw new IllegalArgumentException(
            "want 0 <= start < end, got start=%d end=%d".formatted(startByte, endByte));
      }
    }
  }

  /** Returns the JSON Pointer of the place. */
  public String pointer() {
    return at.pointer();
  }
}
