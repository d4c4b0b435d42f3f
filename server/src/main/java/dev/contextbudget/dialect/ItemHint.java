package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Stability;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a caller says of a message, a block of instructions or a tool beside the body.
 *
 * @param priority within its component, higher is kept longer
 * @param pinned whether it may be dropped or shortened
 * @param stability how long it stays byte-identical; in a list of messages, with all before it if
 *     it is stable, and with all behind it if it is made for each request
 * @param score relevance to the request
 * @param group items of one group stay or leave together; empty for none
 */
public record ItemHint(
    OptionalInt priority,
    Optional<Boolean> pinned,
    Optional<Stability> stability,
    OptionalDouble score,
    String group) {
  /** Nothing is said. */
  public static final ItemHint NONE =
      new ItemHint(
          OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(), "");
}
