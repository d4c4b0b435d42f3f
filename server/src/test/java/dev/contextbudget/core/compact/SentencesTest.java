package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.NastyText;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SentencesTest {
  private static final String LONG = "\"flight\": \"HAT170\", \"from\": \"JFK\", \"to\": \"SEA\"";

  static LongStream seeds() {
    return Seeds.all();
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("sentences", "One. Two! Three?", List.of("One.", "Two!", "Three?")),
        Arguments.of(
            "a number and an abbreviation",
            "It is 3.5, e.g. Now.",
            List.of("It is 3.5, e.g. Now.")),
        Arguments.of("list items", "- one\n- two\n1. three", List.of("- one", "- two", "1. three")),
        Arguments.of("Chinese", "你好。再见！好", List.of("你好。", "再见！", "好")),
        Arguments.of("Hindi", "यह है। वह है।", List.of("यह है।", "वह है।")),
        Arguments.of("Thai", "สวัสดีครับ ผมชื่อ", List.of("สวัสดีครับ", "ผมชื่อ")),
        Arguments.of("chat", "ok :) see you\nbye", List.of("ok :) see you", "bye")),
        Arguments.of(
            "a code fence",
            "See:\n```java\nint a = 1;\n\nint b. C();\n```\nDone.",
            List.of("See:", "```java\nint a = 1;\n\nint b. C();\n```", "Done.")),
        Arguments.of(
            "a table",
            "T\n| a | b |\n|---|---|\n| 1. X | 2 |\nEnd",
            List.of("T", "| a | b |\n|---|---|\n| 1. X | 2 |", "End")),
        Arguments.of(
            "a long line of JSON",
            "{" + LONG + ", " + LONG + ", " + LONG + ", " + LONG + "}",
            List.of("{" + LONG + ",", LONG + ",", LONG + ",", LONG + "}")),
        Arguments.of("nothing", " \n ", List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void splits(String name, String string, List<String> expected) {
    Utf8Text text = Utf8Text.of(string);
    List<String> actual =
        Sentences.of(text, StopSignal.NEVER).stream()
            .map(range -> text.slice(range.startByte(), range.endByte()).decode())
            .toList();
    assertEquals(expected, actual);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void losesNothingButWhiteSpace(long seed) {
    Utf8Text text = Utf8Text.of(new NastyText(seed).next());
    int end = 0;
    for (ByteRange range : Sentences.of(text, StopSignal.NEVER)) {
      assertTrue(range.startByte() >= end);
      assertBlank(text.slice(end, range.startByte()));
      end = range.endByte();
    }
    assertBlank(text.slice(end, text.length()));
  }

  private static void assertBlank(Utf8Text text) {
    assertTrue(text.decode().isBlank(), () -> "lost: " + text.decode());
  }
}
