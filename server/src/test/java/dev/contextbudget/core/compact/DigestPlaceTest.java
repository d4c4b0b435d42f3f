package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.compact.DigestPlace.Side;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories a letter a message: {@code s} the system, {@code u} the user, {@code a} the assistant,
 * {@code t} a tool, {@code r} a result in a message of the user; small letters leave.
 */
class DigestPlaceTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "uaU,     FIRST_PART, 2",
    "SuaUA,   FIRST_PART, 3",
    "uaSU,    FIRST_PART, 3",
    "UAuaU,   FIRST_PART, 4",
    "UAuaUuaU, FIRST_PART, 4",
    "UauaU,   FIRST_PART, 4",
    "UaA,     LAST_PART,  0",
    "USatA,   LAST_PART,  0",
    "UARauaA, LAST_PART,  2",
    "UaR,     LAST_PART,  0",
    "uA,      IN_PLACE,   0",
    "SuaA,    IN_PLACE,   1",
    "UAuaA,   IN_PLACE,   2",
    "UATauA,  IN_PLACE,   3",
    "ua,      IN_PLACE,   0",
    "Aua,     IN_PLACE,   1",
  })
  void theUserTakesItInOnTheSideWhereTheUserSpeaks(String history, Side side, int index) {
    List<Item> items = history.chars().mapToObj(DigestPlaceTest::message).toList();
    boolean[] kept = new boolean[items.size()];
    IntStream.range(0, kept.length)
        .forEach(i -> kept[i] = Character.isUpperCase(history.charAt(i)));

    assertEquals(new DigestPlace(side, index), DigestPlace.of(items, kept));
  }

  private static Item message(int letter) {
    Role role =
        switch (Character.toLowerCase(letter)) {
          case 's' -> Role.SYSTEM;
          case 'u', 'r' -> Role.USER;
          case 'a' -> Role.ASSISTANT;
          default -> Role.TOOL;
        };
    List<Part> parts =
        Character.toLowerCase(letter) == 'r'
            ? List.of(new Part.ToolResult("call", false, List.of()))
            : List.of();
    Body.Message body = new Body.Message(role, "", parts);
    return new Item("m", 0, false, "", List.of(), 1, OptionalInt.empty(), body);
  }
}
