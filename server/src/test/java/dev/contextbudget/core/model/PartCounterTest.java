package dev.contextbudget.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Part.Payload;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** By hand: a token a word, and constants of different size for everything the format adds. */
class PartCounterTest {
  private final PartCounter counter = new PartCounter(Models.named("m", List.of(), List.of()));

  static Stream<Arguments> parts() {
    Part text = new Part.Text(Utf8Text.of("three small words"));
    Part image = new Part.Image(10, 10, "low", "image/png", Payload.EMPTY);
    return Stream.of(
        Arguments.of("a text its words", text, 3),
        Arguments.of("an image by its detail", image, 5),
        Arguments.of(
            "an image of another detail",
            new Part.Image(10, 10, "auto", "image/png", Payload.EMPTY),
            9),
        Arguments.of("a file by its pages", new Part.File(4, "a/pdf", Payload.EMPTY), 120),
        Arguments.of("thinking as told", new Part.Thinking(Payload.EMPTY, 77), 77),
        Arguments.of("the opaque as told", new Part.Opaque(Payload.EMPTY, 78), 78),
        Arguments.of(
            "a call its name and arguments",
            new Part.ToolCall("id with four words", "name", Utf8Text.of("{ \"a\": 1 }")),
            100 + 1 + 4),
        Arguments.of(
            "a result its parts",
            new Part.ToolResult("id", true, List.of(text, image)),
            200 + 3 + 5),
        Arguments.of("an empty result", new Part.ToolResult("id", false, List.of()), 200));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void countsOfAPart(String name, Part part, int expected) {
    assertEquals(expected, counter.partTokens(part));
  }

  @Test
  void chargesAMessageForItsRoleAndName() {
    assertEquals(4 + 1, counter.messageFramingTokens(Role.USER, ""));
    assertEquals(4 + 1 + 10 + 2, counter.messageFramingTokens(Role.ASSISTANT, "two words"));
    assertEquals(4 + 1 + 20 + 1, counter.messageFramingTokens(Role.TOOL, "weather"));
    assertEquals(7 + 3, counter.requestFramingTokens());
  }

  @Test
  void chargesAListOnceAndEachDefinition() {
    Json.Obj schema = new Json.Obj(Map.of("type", new Json.Str("object of two")));
    Body.Tool tool = new Body.Tool("name", "what it does", schema, "");
    Body.Tool bare = new Body.Tool("name", "", null, "");

    assertEquals(0, counter.toolListTokens(List.of(), Optional.of(Utf8Text.EMPTY)));
    assertEquals(
        1000 + (50 + 1 + 3 + 3) + (50 + 1),
        counter.toolListTokens(List.of(tool, bare), Optional.empty()));
  }
}
