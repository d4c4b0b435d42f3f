package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Places.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlaceTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  static Stream<Arguments> boundaries() {
    return Stream.of(
        Arguments.of("a blank line", "One.|\n\nTwo", Boundary.PARAGRAPH),
        Arguments.of("a blank line with CRLF", "One.|\r\n\r\nTwo", Boundary.PARAGRAPH),
        Arguments.of("a blank line with spaces", "One.|\n \t\nTwo", Boundary.PARAGRAPH),
        Arguments.of("a line end", "One.|\nTwo", Boundary.LINE),
        Arguments.of("a line end with CRLF", "One|\r\nTwo", Boundary.LINE),
        Arguments.of("a full stop", "One.| Two", Boundary.SENTENCE),
        Arguments.of("a quoted full stop", "\"One.\"| Two", Boundary.SENTENCE),
        Arguments.of("a stop in brackets and emphasis", "(One!)**| Two", Boundary.SENTENCE),
        Arguments.of("an ellipsis", "One…| Two", Boundary.SENTENCE),
        Arguments.of("a Chinese full stop without space", "你好。|再见", Boundary.SENTENCE),
        Arguments.of("a Japanese stop in brackets", "「はい。」|次", Boundary.SENTENCE),
        Arguments.of("a danda", "यह है।| वह", Boundary.SENTENCE),
        Arguments.of("a danda without space", "यह है।|वह", Boundary.SENTENCE),
        Arguments.of("an Arabic question mark", "هل؟| نعم", Boundary.SENTENCE),
        Arguments.of("an Urdu full stop", "ہے۔| اور", Boundary.SENTENCE),
        Arguments.of("a Thai space", "สวัสดี| ครับ", Boundary.SENTENCE),
        Arguments.of("a Khmer stop", "ខ្ញុំ។|អ្នក", Boundary.SENTENCE),
        Arguments.of("an Armenian stop", "Այո։| Ոչ", Boundary.SENTENCE),
        Arguments.of("an Ethiopic stop", "ሰላም።|እሺ", Boundary.SENTENCE),
        Arguments.of("an abbreviation", "e.g.| Two", Boundary.WORD),
        Arguments.of("a title", "Dr.| Two", Boundary.WORD),
        Arguments.of("initials", "U.S.| Two", Boundary.WORD),
        Arguments.of("a list number", "1.| Two", Boundary.WORD),
        Arguments.of("a year at the end", "In 2024.| Two", Boundary.SENTENCE),
        Arguments.of("a stop before a small letter", "Yes.| two", Boundary.WORD),
        Arguments.of("a paragraph separator", "one|\u2029two", Boundary.PARAGRAPH),
        Arguments.of("a line separator", "one|\u2028two", Boundary.LINE),
        Arguments.of("a stop before its bracket", "「はい。|」次", Boundary.GRAPHEME),
        Arguments.of("the first of two stops", "何！|？次", Boundary.GRAPHEME),
        Arguments.of("a stop before dots", "何。|...", Boundary.GRAPHEME),
        Arguments.of("a space", "one| two", Boundary.WORD),
        Arguments.of("an ideographic space", "一|\u3000二", Boundary.WORD),
        Arguments.of("an ideographic comma", "一、|二", Boundary.WORD),
        Arguments.of("the point in a number", "3.|5", Boundary.GRAPHEME),
        Arguments.of("two ideographs", "一|二", Boundary.GRAPHEME),
        Arguments.of("a no-break space", "5|\u00a0km", Boundary.GRAPHEME));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("boundaries")
  void knowsHowGoodAPlaceIs(String name, String marked, Boundary expected) {
    Utf8Text text = Utf8Text.of(marked.replace("|", ""));
    int end = Utf8Text.of(marked.substring(0, marked.indexOf('|'))).length();
    Place place =
        all(Shape.of(text, StopSignal.NEVER), Edge.END).stream()
            .filter(each -> each.position() == end)
            .findFirst()
            .orElseThrow();
    assertEquals(expected, place.boundary());
  }

  @Test
  void aKeptSuffixStartsBehindTheSpaceButKeepsItsIndentation() {
    Shape shape = Shape.of(Utf8Text.of("if x:\n\n    return 1  # one"), StopSignal.NEVER);
    List<Integer> starts = all(shape, Edge.START).stream().map(Place::position).toList();
    assertTrue(starts.contains("if x:\n\n".length()));
    assertTrue(starts.contains("if x:\n\n    return 1  ".length()));
  }

  @Test
  void aSpaceIsNotTornFromItsMark() {
    Shape shape = Shape.of(Utf8Text.of("a \u0301b"), StopSignal.NEVER);
    assertTrue(all(shape, Edge.START).stream().noneMatch(place -> place.position() == 2));
  }

  @Test
  void aKeptSuffixIsNotTheWhiteSpaceAtTheEnd() {
    Shape shape = Shape.of(Utf8Text.of("one two\n    "), StopSignal.NEVER);
    int behindWords = "one two".length();
    List<Integer> starts = all(shape, Edge.START).stream().map(Place::position).toList();
    assertTrue(
        starts.stream().noneMatch(at -> at > behindWords && at < shape.text().length()),
        starts.toString());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takesTheBestPlaceInTheLastFifth(long seed) {
    Shape shape = Shape.of(Utf8Text.of(new NastyText(seed).next()), StopSignal.NEVER);
    int length = shape.text().length();
    int limit = new SplittableRandom(seed).nextInt(length);

    Comparator<Place> better =
        Comparator.<Place>comparingInt(place -> -Open.depthOf(place.open()))
            .thenComparing(Place::boundary);
    Optional<Integer> end =
        best(all(shape, Edge.END), limit, better, Comparator.comparingInt(Place::position));
    assertEquals(end, position(Place.end(shape, limit)));

    List<Place> starts = all(shape, Edge.START).stream().map(p -> mirrored(p, length)).toList();
    Optional<Integer> start =
        best(starts, limit, better, Comparator.comparingInt(Place::position))
            .map(kept -> length - kept);
    assertEquals(start, position(Place.start(shape, limit)));
  }

  /** The rule of {@link Place} word by word, for places given by the bytes that they keep. */
  private static Optional<Integer> best(
      List<Place> places, int limit, Comparator<Place> better, Comparator<Place> longer) {
    int from = limit - limit / 5;
    List<Place> allowed =
        places.stream().filter(p -> p.position() > 0 && p.position() <= limit).toList();
    Optional<Place> inWindow =
        allowed.stream().filter(p -> p.position() >= from).max(better.thenComparing(longer));
    return inWindow.or(() -> allowed.stream().max(longer)).map(Place::position);
  }

  private static Place mirrored(Place place, int length) {
    return new Place(length - place.position(), place.boundary(), place.open());
  }

  private static Optional<Integer> position(Place place) {
    return Optional.ofNullable(place).map(Place::position);
  }

  private static List<Place> all(Shape shape, Edge edge) {
    List<Place> all = new ArrayList<>();
    Places places = shape.places(edge, 0);
    while (places.next()) {
      all.add(new Place(places.position(), places.boundary(), places.open()));
    }
    return all;
  }
}
