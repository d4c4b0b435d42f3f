package dev.contextbudget.lint.member;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** What is wanted of members, and where it is noted that one is not so. */
final class Wanted {
  static final Set<JsonKind> STRING = EnumSet.of(JsonKind.STRING);
  static final Set<JsonKind> NUMBER = EnumSet.of(JsonKind.NUMBER);
  static final Set<JsonKind> OBJECT = EnumSet.of(JsonKind.OBJECT);
  static final Set<JsonKind> ARRAY = EnumSet.of(JsonKind.ARRAY);
  static final Set<JsonKind> OBJECT_OR_ARRAY = EnumSet.of(JsonKind.OBJECT, JsonKind.ARRAY);
  static final Set<JsonKind> STRING_OR_ARRAY = EnumSet.of(JsonKind.STRING, JsonKind.ARRAY);

  /** More are no number of tokens, however they are written. */
  private static final int MOST_DIGITS = 32;

  private final BiConsumer<JsonValue, String> problems;
  private final StopSignal stop;

  /**
   * @param problems takes the place and what is wanted there
   */
  Wanted(BiConsumer<JsonValue, String> problems, StopSignal stop) {
    this.problems = problems;
    this.stop = stop;
  }

  /** Notes that a value is not as wanted. */
  void problem(JsonValue at, String what) {
    problems.accept(at, what);
  }

  /** Wants a member. */
  void required(JsonValue object, String name, Set<JsonKind> kinds) {
    JsonValue member = object.member(name);
    if (member == null) {
      problem(object, "must have `%s`".formatted(name));
    } else {
      of(member, name, kinds);
    }
  }

  /** Wants a member to be of some kinds if there is one and it is not null. */
  void optional(JsonValue object, String name, Set<JsonKind> kinds) {
    JsonValue member = object.member(name);
    if (member != null && !member.isNull()) {
      of(member, name, kinds);
    }
  }

  /** Wants a value to be of some kinds. */
  void of(JsonValue value, String name, Set<JsonKind> kinds) {
    stop.check();
    if (!kinds.contains(value.kind())) {
      problem(value, "`%s` must be of another type".formatted(name));
    }
  }

  /**
   * Wants a member that is a number to be one of tokens of the output.
   *
   * @param least that the provider was seen to take
   */
  void tokens(JsonValue object, String name, int least) {
    JsonValue member = object.member(name);
    if (member != null && member.kind() == JsonKind.NUMBER && !isFrom(least, member)) {
      problem(member, "`%s` must be a whole number from %d".formatted(name, least));
    }
  }

  /** Reads what has a fraction or an exponent as a double: 1e400 is none. */
  private static boolean isFrom(int least, JsonValue number) {
    Utf8Text digits = number.raw();
    if (digits.length() > MOST_DIGITS) {
      return false;
    }
    double value = Double.parseDouble(digits.decode());
    return value >= least && value <= Integer.MAX_VALUE && value == Math.rint(value);
  }
}
