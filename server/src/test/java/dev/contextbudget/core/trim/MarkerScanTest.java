package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MarkerScanTest {
  private static final String INDENT = " ".repeat(64);

  static Stream<Arguments> markers() {
    return Stream.of(
        Arguments.of("a fence", "[```java\n]x\n[```]\n"),
        Arguments.of("tildes", "[~~~ a`b\n]x\n[~~~]"),
        Arguments.of("a longer fence around", "[````\n]```\n[````]"),
        Arguments.of("a fence that a longer run closes", "[```\n]x\n[`````]  "),
        Arguments.of("the other kind inside", "[```\n]~~~\n[```]"),
        Arguments.of("a run with words behind inside", "[```\n]``` x\n[```]"),
        Arguments.of("two backticks", "``\nx\n``"),
        Arguments.of("inline code at the start of a line", "```x``` y\n"),
        Arguments.of("a fence inside a line", "x ```\n"),
        Arguments.of("a fence of a quotation", "[> ```\n]> x\n[> ```]"),
        Arguments.of("64 bytes of indentation", "[" + INDENT + "```\n]x\n[```]"),
        Arguments.of("65 bytes of indentation", " " + INDENT + "```\nx"),
        Arguments.of("a fence that is never closed", "[```\n]x"),
        Arguments.of("tags", "[<a>]x[</a>]"),
        Arguments.of("tags in a fence", "[```\n]<a>\n[```]"),
        Arguments.of("attributes", "[<a b='>' c=d e>]x</a >"),
        Arguments.of("a name and a space", "a <b > c"),
        Arguments.of("a quotation behind a less-than sign", "a <b\n> c"),
        Arguments.of("an attribute that ends a line", "a <b c\n> d"),
        Arguments.of("numbers and signs", "1<2 a<b, x->y <3>"),
        Arguments.of("a long tag", "[<a b=\"" + "x".repeat(1000) + "\">]"),
        Arguments.of("too long a tag", "<a b=\"" + "x".repeat(1100) + "\">"),
        Arguments.of("an open quote", "<a b=\"x>"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("markers")
  void findsMarkers(String name, String marked) {
    Utf8Text text = Utf8Text.of(marked.replaceAll("[\\[\\]]", ""));
    StringBuilder found = new StringBuilder();
    int from = 0;
    for (MarkerScan scan = new MarkerScan(text, StopSignal.NEVER); scan.next(); from = scan.end()) {
      found.append(text.slice(from, scan.start()).decode());
      found.append('[').append(text.slice(scan.start(), scan.end()).decode()).append(']');
    }
    assertEquals(marked, found.append(text.slice(from, text.length()).decode()).toString());
  }

  static Stream<Arguments> structures() {
    return Stream.of(
        Arguments.of("a tag without its end", "<br><a>x</a>", List.of(0, 1, 0)),
        Arguments.of("an end without its tag", "<a>x</a></a>", List.of(1, 0, 0)),
        Arguments.of("ends in the wrong order", "<b><a></b></a>", List.of(1, 1, 0, 0)),
        Arguments.of("one end too many inside", "<b><a></a></a></b>", List.of(1, 2, 1, 1, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("structures")
  void knowsWhatIsOpenBehindEachMarker(String name, String string, List<Integer> depths) {
    Utf8Text text = Utf8Text.of(string);
    MarkupWalk walk = Markup.of(text, StopSignal.NEVER).walk(0);
    List<Integer> found = new ArrayList<>();
    for (MarkerScan scan = new MarkerScan(text, StopSignal.NEVER); scan.next(); ) {
      assertEquals(true, walk.moveTo(scan.end()));
      found.add(Open.depthOf(walk.open()));
    }
    assertEquals(depths, found);
  }

  @Test
  void noPlaceIsInAMarker() {
    MarkupWalk walk = Markup.of(Utf8Text.of("a<b>c</b>"), StopSignal.NEVER).walk(0);
    List<Boolean> outside = new ArrayList<>();
    for (int at = 0; at <= 9; at++) {
      outside.add(walk.moveTo(at));
    }
    assertEquals(List.of(true, true, false, false, true, true, false, false, false, true), outside);
  }
}
