package dev.contextbudget.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.TestTokenizers;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.vectors.Vectors;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ToolFramingTest {
  private static final Tokenizer O200K =
      new Vocabularies().tokenizer("o200k", "o200k_base").orElseThrow();

  private static Body.Tool tool(String name, String description, String schema) {
    return new Body.Tool(
        name, description, (Json.Obj) Vectors.json(JsonParser.parseString(schema)), schema);
  }

  private static final Body.Tool EVERYTHING =
      tool(
          "do_it",
          "Does it",
          """
          {"type": "object", "required": ["a", "n"], "properties": {
            "a": {"type": "string", "description": "The a", "enum": ["x", "y"]},
            "b": {"type": "array", "items": {"type": "integer", "minimum": 1}},
            "c": {"type": "array"},
            "d": {"anyOf": [{"type": "null"}, {"type": "boolean"}]},
            "n": {"type": "object", "required": ["m"], "properties": {
              "m": {"type": "number", "enum": [1, 2.50], "description": "not shown"},
              "o": {"properties": {"p": {}}}}},
            "q": {"const": 5}}}
          """);

  @Test
  void rendersTypesAsTypescript() {
    assertEquals(
        """
        namespace functions {

        // Does it
        type do_it = (_: {
        // The a
        a: "x" | "y",
        b?: number[],
        c?: any[],
        d?: null | boolean,
        n: {
          m: 1 | 2.50,
          o?: {
            p?: any,
        },
        },
        q?: any,
        }) => any;

        type bare = () => any;

        } // namespace functions""",
        TypescriptRendering.namespace(List.of(EVERYTHING, new Body.Tool("bare", "", null, ""))));
  }

  /**
   * 8 words for one bare definition: 3 open, 4 define, 3 close, less 2 of the namespace's brace.
   */
  @Test
  void chargesTypescriptOnceForTheListAndLessBesideASystemMessage() {
    ToolFraming framing = new FunctionsTypescript(9, 4);
    List<Body.Tool> tools = List.of(new Body.Tool("bare", "", null, ""));
    Tokenizer words = TestTokenizers.WORDS;
    // namespace functions { | type bare = () => any; | } // namespace functions
    int rendered = 3 + 6 + 4;
    int lineBreak = 1; // at the end of a text

    assertEquals(0, framing.listTokens(List.of(), Optional.of(Utf8Text.EMPTY), words));
    assertEquals(rendered + 9, framing.listTokens(tools, Optional.empty(), words));
    assertEquals(
        rendered + 9 - 4 + lineBreak,
        framing.listTokens(tools, Optional.of(Utf8Text.of("be nice")), words));
    assertEquals(6 + lineBreak, framing.toolTokens(tools.get(0), words));
  }

  /**
   * The line break after the system message joins the full stop and not the word: ".\n" is a token,
   * "Hello\n" is two. Where the text is not known, it costs one.
   */
  @ParameterizedTest
  @CsvSource({"Be nice., 0", "Hello, 1", "'', 1"})
  void chargesTheLineBreakAfterTheSystemMessageByItsLastPiece(String system, int expected) {
    ToolFraming framing = new FunctionsTypescript(9, 4);
    List<Body.Tool> tools = List.of(new Body.Tool("bare", "", null, ""));
    Tokenizer cl100k = new Vocabularies().tokenizer("cl100k", "cl100k_base").orElseThrow();
    int without = framing.listTokens(tools, Optional.empty(), cl100k) - 4;

    for (String text : List.of(system, "Once upon a time. ".repeat(100) + system)) {
      assertEquals(
          without + expected, framing.listTokens(tools, Optional.of(Utf8Text.of(text)), cl100k));
      if (system.isEmpty()) {
        return;
      }
    }
  }

  /**
   * A run of signs or of white space may be one piece however long it is, and the line break joins
   * it: 257 signs with a line break have no token more, 257 line breaks with another one less.
   */
  @ParameterizedTest
  @CsvSource({"=, 0", "'\n', -1", "' ', 0", "中, 1"})
  void chargesTheLineBreakByTheWholeOfALongRun(String sign, int expected) {
    assertEquals(expected, lineBreakTokens("You are helpful." + sign.repeat(257)));
  }

  /** The oracle counts the text as it grows, on from its last pieces. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void chargesTheLineBreakAsAGrowingTextDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder system = new StringBuilder("You are helpful.");
    for (int runs = random.nextInt(1, 4); runs > 0; runs--) {
      String sign = List.of("=", " ", "\n", "\t", "\r\n", "#", "中", "a ").get(random.nextInt(8));
      system.append(sign.repeat(random.nextInt(1, 2 << random.nextInt(1, 12))));
    }
    RunningCount growing = O200K.running();
    growing.append(Utf8Text.of(system.toString()));
    int before = growing.tokens();
    growing.append(Utf8Text.of("\n"));

    assertEquals(growing.tokens() - before, lineBreakTokens(system.toString()));
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  private static int lineBreakTokens(String system) {
    ToolFraming framing = new FunctionsTypescript(9, 0);
    List<Body.Tool> tools = List.of(new Body.Tool("bare", "", null, ""));
    return framing.listTokens(tools, Optional.of(Utf8Text.of(system)), O200K)
        - framing.listTokens(tools, Optional.empty(), O200K);
  }

  /**
   * Name 1, description 2; a: description 2, values 2; m: values 0, as numbers; every name once.
   */
  @Test
  void chargesGeminiForTheTextsInADeclaration() {
    ToolFraming framing = new GeminiDeclarations();
    Tokenizer words = TestTokenizers.WORDS;
    int own = 1 + 2;
    int required = 2 + 1;
    int names = 6 + 2 + 1;
    int texts = 2 + 2 + 2;

    assertEquals(own + required + names + texts, framing.toolTokens(EVERYTHING, words));
    assertEquals(
        2 * (own + required + names + texts),
        framing.listTokens(List.of(EVERYTHING, EVERYTHING), Optional.of(Utf8Text.EMPTY), words));
    assertEquals(0, framing.listTokens(List.of(), Optional.empty(), words));
  }
}
