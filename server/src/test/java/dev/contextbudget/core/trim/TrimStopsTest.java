package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.StopsContract;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A cut asks on each way through a text whether anybody waits. */
class TrimStopsTest extends StopsContract {
  static Stream<Arguments> works() {
    return Stream.of(
        passes("markers", 1, stop -> Shape.of(text("", "a", ""), stop)),
        passes("markers that matter", 2, stop -> Shape.of(text("<a>", "b", "</a>"), stop)),
        passes("a word", 2, stop -> walk(text("", "a", ""), stop)),
        passes("blanks", 2, stop -> walk(text("", " ", ""), stop)),
        passes("a string of JSON", 2, stop -> walk(text("[\"", "a", "\"]"), stop)),
        passes("a key of JSON", 2, stop -> walk(text("{\"", "a", "\":1}"), stop)),
        passes("numbers of JSON", 2, stop -> walk(text("[1", ",1", "]"), stop)),
        passes("blanks in JSON", 2, stop -> walk(text("[1,", " ".repeat(9) + "1,", "1]"), stop)));
  }

  private static Utf8Text text(String start, String repeated, String end) {
    return Utf8Text.of(start + paces(repeated) + end);
  }

  /** Reads its shape and then all of its places. */
  private static void walk(Utf8Text text, StopSignal stop) {
    Places places = Shape.of(text, stop).places(Edge.END, 0);
    while (places.next()) {
      assertTrue(places.position() <= text.length());
    }
  }
}
