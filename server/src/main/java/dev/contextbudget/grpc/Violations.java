package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Collects what is wrong with a request, so that a caller learns all of it at once.
 *
 * <p>Descriptions say what is wanted and never hold the value of a field.
 */
final class Violations {
  private static final BitSet ID_CHARACTERS = new BitSet();

  static {
    ID_CHARACTERS.set('A', 'Z' + 1);
    ID_CHARACTERS.set('a', 'z' + 1);
    ID_CHARACTERS.set('0', '9' + 1);
    "._:-".chars().forEach(ID_CHARACTERS::set);
  }

  /** Enough to mend a request; a hostile one must not cost memory. */
  private static final int MAX_COLLECTED = 100;

  private final List<Violation> found = new ArrayList<>();

  /** Returns the list that receives violations. */
  List<Violation> found() {
    return found;
  }

  void add(FieldPath field, Reason reason, String description) {
    add(Violation.of(field.toString(), reason, description));
  }

  void add(Violation violation) {
    if (found.size() < MAX_COLLECTED) {
      found.add(violation);
    }
  }

  /** Checks that a size is at most a limit; returns whether it is. */
  boolean atMost(FieldPath field, Reason reason, String what, long limit, long actual) {
    if (actual > limit) {
      add(Violation.ofLimit(field.toString(), reason, what, limit, actual));
    }
    return actual <= limit;
  }

  /** Checks that a size is at most a fixed limit; returns whether it is. */
  boolean atMost(FieldPath field, FixedLimit limit, String what, long actual) {
    return atMost(field, limit.reason(), what, limit.value(), actual);
  }

  /**
   * Checks that a number is from a least one to a fixed limit; returns it, or the nearest bound.
   */
  int upTo(FixedLimit limit, FieldPath field, int value, int min) {
    return inRange(field, value, min, limit.value());
  }

  /** Checks a priority; returns it, or the nearest bound. */
  int priority(FieldPath field, int priority) {
    return upTo(FixedLimit.PRIORITY, field, priority, -FixedLimit.PRIORITY.value());
  }

  /** Checks that a number is in a range; returns the number, or the nearest bound. */
  int inRange(FieldPath field, int value, int min, int max) {
    if (value < min || value > max) {
      add(field, Reason.OUT_OF_RANGE, "must be from %d to %d".formatted(min, max));
    }
    return Math.max(min, Math.min(max, value));
  }

  /** Checks that a number is finite and in a range; returns the number, or the lower bound. */
  double inRange(FieldPath field, double value, double min, double max) {
    if (!(value >= min && value <= max)) { // also catches NaN
      add(field, Reason.OUT_OF_RANGE, "must be a number from %s to %s".formatted(min, max));
      return min;
    }
    return value;
  }

  /** Checks that a number is finite and above zero; returns the number, or 1. */
  double positive(FieldPath field, double value) {
    if (!(value > 0) || Double.isInfinite(value)) { // !(> 0) also catches NaN
      add(field, Reason.OUT_OF_RANGE, "must be finite and above 0");
      return 1;
    }
    return value;
  }

  /** Checks a number that must be finite and not negative; returns the number, or 0. */
  double notNegative(FieldPath field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) { // !(>= 0) also catches NaN
      add(field, Reason.OUT_OF_RANGE, "must be finite and not negative");
      return 0;
    }
    return value;
  }

  /** Checks that an id is well-formed; returns whether it is. */
  boolean id(FieldPath field, String id) {
    if (isId(id)) {
      return true;
    }
    if (id.isEmpty()) {
      add(field, Reason.REQUIRED, "is required");
    } else {
      add(
          field,
          Reason.BAD_ID,
          "must be 1 to %d characters of A-Z a-z 0-9 . _ : -"
              .formatted(FixedLimit.ID_BYTES.value()));
    }
    return false;
  }

  /** Every item and slot has one: by an expression, ids were a tenth of a plan. */
  private static boolean isId(String id) {
    boolean allowed = !id.isEmpty() && id.length() <= FixedLimit.ID_BYTES.value();
    for (int i = 0; allowed && i < id.length(); i++) {
      allowed = ID_CHARACTERS.get(id.charAt(i));
    }
    return allowed;
  }

  /** Checks that a text field is not empty and not longer than a limit in bytes. */
  void name(FieldPath field, String name, FixedLimit limit) {
    if (name.isEmpty()) {
      add(field, Reason.REQUIRED, "is required");
    }
    atMost(field, limit, "the bytes of a text here", utf8Bytes(name));
  }

  /** Returns the size of a text in bytes. */
  static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2; // a pair is two of four bytes
      }
    }
    return bytes;
  }

  /**
   * Ends the decoding of a request that is wrong.
   *
   * @throws InvalidRequest with all that was found
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequest(found);
    }
  }
}
