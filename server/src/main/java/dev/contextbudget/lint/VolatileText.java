package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds text that changes from call to call where text should stay the same byte for byte: in
 * system prompts and definitions of tools.
 *
 * <p>A provider's cache serves a prompt up to the first byte that differs from an earlier one. A
 * clock in its first line costs the discount on all that follows, and nobody sees it.
 *
 * <p>One pass over the words of the text; at each the shapes are tried, and each reads a bounded
 * number of bytes from there: time is linear in the bytes, whatever they are. A false alarm costs
 * more than a miss, as it teaches people not to look: so a date that is not said to be today's
 * ({@link Present}), a time that is set, examples, versions, ranges, numbers that enumerate and
 * whatever is part of a longer word, number or path are left alone.
 */
public final class VolatileText {

  /** What a finding is. Ids are of requests, sessions, traces and the like. */
  public enum Kind {
    DATE,
    TIME,
    /** A date with a time. */
    TIMESTAMP,
    UNIX_TIME,
    UUID,
    REQUEST_ID,
    COUNTER
  }

  /**
   * A place that probably changes, without its text, which must not reach logs.
   *
   * @param startByte where it starts, with the label if it has one; {@code >= 0}
   * @param endByte where it ends; {@code > startByte}
   */
  public record Finding(Kind kind, int startByte, int endByte) {
    public Finding {
      if (startByte < 0 || endByte <= startByte) {
        throw new IllegalArgumentException(
            "want 0 <= start < end, got start=%d end=%d".formatted(startByte, endByte));
      }
    }
  }

  private static final int WINDOW_BYTES = 64 << 10;

  private final Scan scan;
  private final Surroundings around;
  private final Place place;
  private final List<Finding> found = new ArrayList<>();

  /** Of what was found, what stays: a day that is not said to be today, a time that is set. */
  private final Set<Finding> staying = new HashSet<>();

  private VolatileText(Scan scan) {
    this.scan = scan;
    this.around = new Surroundings(scan);
    this.place = new Place(scan, around);
  }

  /**
   * Returns the first findings of a text, in its order. They do not overlap: of two that would, the
   * one that starts first stays, of those the longest.
   *
   * <p>Time O(n) for n bytes, space O(1) for each finding of the whole text.
   *
   * @param most how many to return at most; {@code >= 0}
   * @param stop asked for each window of the text
   */
  public static List<Finding> find(Utf8Text text, int most, StopSignal stop) {
    if (most < 0) {
      throw new IllegalArgumentException("want most >= 0, got " + most);
    }
    VolatileText pass = read(text, stop);
    List<Finding> moving = new ArrayList<>(Ranges.without(pass.found, pass.scan));
    moving.removeAll(pass.staying);
    return pass.withoutEnumerations(moving).stream().limit(most).toList();
  }

  /** Returns the shapes in a text, whatever the words around them say of when they are. */
  static List<Finding> shapes(Utf8Text text) {
    return List.copyOf(read(text, StopSignal.NEVER).found);
  }

  private static VolatileText read(Utf8Text text, StopSignal stop) {
    VolatileText pass = new VolatileText(new Scan(text));
    int at = 0;
    while (at < text.length()) {
      stop.check();
      int window = at + Math.min(WINDOW_BYTES, text.length() - at);
      while (at < window) {
        at = pass.next(at);
      }
    }
    return pass;
  }

  /** Passes a sign, a word or a shape, and returns where it ends. */
  private int next(int start) {
    int wordEnd = scan.wordEnd(start);
    if (wordEnd == start) {
      around.passSign(start);
      return start + scan.codePointBytes(start);
    }
    Shape longest = null;
    int end = Scan.NONE;
    place.moveTo(start, wordEnd);
    for (Shape shape : Shape.ALL) {
      int match = shape.match(place);
      if (match > end) {
        longest = shape;
        end = match;
      }
    }
    if (longest == null) {
      around.passWord(start, wordEnd);
      return wordEnd;
    }
    report(longest.kind(), start, end);
    around.passMatch(start, end);
    return end;
  }

  private void report(@Nullable Kind kind, int start, int end) {
    if (kind != null && !around.sayConstant(start)) {
      Finding finding = new Finding(kind, start, end);
      found.add(finding);
      if (stays(kind, start)) {
        staying.add(finding);
      }
    }
  }

  private boolean stays(Kind kind, int start) {
    return switch (kind) {
      case DATE -> !around.sayPresent(start);
      case TIME, TIMESTAMP -> around.saySet(start);
      case UNIX_TIME, UUID, REQUEST_ID, COUNTER -> false;
    };
  }

  /**
   * Leaves out what only looks like a counter: a word that stands with different numbers in one
   * text, such as the headings of a list of steps, numbers what is always there.
   */
  private List<Finding> withoutEnumerations(List<Finding> moving) {
    Map<String, Long> values = new HashMap<>();
    Set<String> enumerated = new HashSet<>();
    for (Finding finding : moving) {
      if (finding.kind() == Kind.COUNTER) {
        long value = Counter.value(scan, finding.startByte(), finding.endByte());
        Long before = values.putIfAbsent(label(finding), value);
        if (before != null && before != value) {
          enumerated.add(label(finding));
        }
      }
    }
    return moving.stream()
        .filter(f -> f.kind() != Kind.COUNTER || !enumerated.contains(label(f)))
        .toList();
  }

  private String label(Finding counter) {
    return scan.lower(counter.startByte(), scan.wordEnd(counter.startByte()));
  }
}
