package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Asked;
import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cut asks on each way through a text whether anybody waits. */
class TrimStopsTest {
  private static final int PACES = 50;

  static Stream<Arguments> works() {
    return Stream.of(
        of("markers", 1, stop -> Shape.of(text("", "a", ""), stop)),
        of("markers that matter", 2, stop -> Shape.of(text("<a>", "b", "</a>"), stop)),
        of("a word", 2, stop -> walk(text("", "a", ""), stop)),
        of("blanks", 2, stop -> walk(text("", " ", ""), stop)),
        of("a string of JSON", 2, stop -> walk(text("[\"", "a", "\"]"), stop)),
        of("a key of JSON", 2, stop -> walk(text("{\"", "a", "\":1}"), stop)),
        of("numbers of JSON", 2, stop -> walk(text("[1", ",1", "]"), stop)),
        of("blanks in JSON", 2, stop -> walk(text("[1,", " ".repeat(9) + "1,", "1]"), stop)));
  }

  private static Arguments of(String name, int passes, Consumer<StopSignal> work) {
    return Arguments.of(name, passes * (PACES - 1), work);
  }

  private static Utf8Text text(String start, String repeated, String end) {
    return Utf8Text.of(start + repeated.repeat(PACES * Pace.BYTES / repeated.length()) + end);
  }

  /** Reads its shape and then all of its places. */
  private static void walk(Utf8Text text, StopSignal stop) {
    Places places = Shape.of(text, stop).places(Edge.END, 0);
    while (places.next()) {
      assertTrue(places.position() <= text.length());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void everyPassAsks(String name, int asks, Consumer<StopSignal> work) {
    Asked.atLeast(asks, work);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void whatIsToldToStopStopsThere(String name, int asks, Consumer<StopSignal> work) {
    Asked.noMoreOnceToldToStop(asks, work);
  }
}
