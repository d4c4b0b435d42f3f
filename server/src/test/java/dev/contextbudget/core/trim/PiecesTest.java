package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PiecesTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("nothing", Boundary.WORD, "", List.of()),
        Arguments.of("white space", Boundary.WORD, " \n ", List.of()),
        Arguments.of("words", Boundary.WORD, " a b  c\n", List.of("a", "b", "c")),
        Arguments.of(
            "sentences", Boundary.SENTENCE, "One. Two!\nThree", List.of("One.", "Two!", "Three")),
        Arguments.of(
            "sentences without spaces", Boundary.SENTENCE, "你好。再见。", List.of("你好。", "再见。")),
        Arguments.of("lines", Boundary.LINE, "One. Two\nThree", List.of("One. Two", "Three")),
        Arguments.of("paragraphs", Boundary.PARAGRAPH, "a\nb\n\n\nc", List.of("a\nb", "c")),
        Arguments.of(
            "a fence",
            Boundary.WORD,
            "a\n```\nb c\n\nd\n```\ne",
            List.of("a", "```\nb c\n\nd\n```", "e")),
        Arguments.of("tags are words", Boundary.LINE, "<a>\nb\n</a>", List.of("<a>", "b", "</a>")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void splitsAtBoundariesAndLeavesTheSpaceOut(
      String name, Boundary atLeast, String string, List<String> expected) {
    Utf8Text text = Utf8Text.of(string);
    List<String> pieces =
        Pieces.of(text, atLeast, StopSignal.NEVER).stream()
            .map(piece -> text.slice(piece.startByte(), piece.endByte()).decode())
            .toList();
    assertEquals(expected, pieces);
  }
}
