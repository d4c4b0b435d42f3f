package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.flipkart.zjsonpatch.JsonPatch;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A changed text is the tree with the same changes, and its patch makes the one of the other. */
class JsonEditsTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static JsonDocument index(String json) throws JsonFault {
    return JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER);
  }

  private static JsonValue at(JsonDocument document, String pointer) {
    return PointedValue.of(document, pointer).orElseThrow();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void makesTheTreeWithTheSameChanges(long seed) throws JsonFault {
    SplittableRandom random = new SplittableRandom(seed);
    String json = RandomJson.text(random, 40);
    JsonDocument document = index(json);
    RandomEdits changes = new RandomEdits(random, RandomJson::text, 0);
    JsonNode expected = changes.change(document.root(), StrictJackson.tree(json));

    JsonEdits edits = new JsonEdits(document, changes.inAnyOrder());

    String text = edits.text().decode();
    assertEquals(expected, StrictJackson.tree(text));
    assertEquals(
        expected,
        JsonPatch.apply(StrictJackson.tree(edits.patch().decode()), StrictJackson.tree(json)));
    JsonDocument changed = index(text);
    changes
        .untouched()
        .forEach((pointer, value) -> assertEquals(value.raw(), at(changed, pointer).raw()));
    assertEquals(text.strip(), edits.text(document.root()).decode().strip());
  }

  /**
   * What a pretty printer wrote looks after the change as if it had written that. Only, an array
   * does not tell how it would look if it had more elements than none, or than one in one line.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsWhatIsPrettyPretty(long seed) throws JsonFault, JsonProcessingException {
    SplittableRandom random = new SplittableRandom(seed);
    int style = random.nextInt(3);
    ObjectWriter printer = printer(style);
    String json = printer.writeValueAsString(StrictJackson.tree(RandomJson.text(random, 40)));
    JsonDocument document = index(json);
    RandomEdits changes =
        new RandomEdits(
            random, (any, size) -> Integer.toString(any.nextInt(99)), style == 0 ? 1 : 2);
    JsonNode expected = changes.change(document.root(), StrictJackson.tree(json));

    String text = new JsonEdits(document, changes.inAnyOrder()).text().decode();

    assertEquals(printer.writeValueAsString(expected), text);
  }

  /** Lines and indents, lines for objects only, or spaces as Python writes them. */
  private static ObjectWriter printer(int style) {
    DefaultPrettyPrinter.Indenter lines = new DefaultIndenter("    ", "\n");
    DefaultPrettyPrinter.Indenter none = new DefaultPrettyPrinter.NopIndenter();
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEntrySpacing(style == 2 ? Separators.Spacing.AFTER : Separators.Spacing.NONE)
            .withArrayValueSpacing(style == 0 ? Separators.Spacing.NONE : Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    return StrictJackson.MAPPER.writer(
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(style == 2 ? none : lines)
            .withArrayIndenter(style == 0 ? lines : none));
  }

  @Test
  void isTheVeryDocumentIfNothingChanges() throws JsonFault {
    JsonDocument document = index(" {\"a\": [1.0e+2,\t\"\\u00e9\"]} \n");
    JsonEdits edits = new JsonEdits(document, List.of());

    assertSame(document.bytes(), edits.text());
    assertEquals("[]", edits.patch().decode());
    assertEquals("[1.0e+2,\t\"\\u00e9\"]", edits.text(at(document, "/a")).decode());
  }

  @ParameterizedTest(name = "{0} without {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2, 3] | /0 | [2, 3]",
        "[1, 2, 3] | /1 | [1, 3]",
        "[1, 2, 3] | /2 | [1, 2]",
        "[ 1 , 2 ] | /0 | [ 2 ]",
        "[ 1 , 2 ] | /1 | [ 1 ]",
        "[ 1 ] | /0 | []",
        "{ \"a\" : 1 , \"b\" : 2 } | /a | { \"b\" : 2 }",
        "{ \"a\" : 1 , \"b\" : 2 } | /b | { \"a\" : 1 }",
        "{\"\\\"a\":1,\"b\":2} | /\"a | {\"b\":2}",
        "{ \"a\" : 1 } | /a | {}"
      })
  void takesTheCommaWithWhatIsRemoved(String json, String pointer, String left) throws JsonFault {
    JsonDocument document = index(json);

    JsonEdits edits = new JsonEdits(document, List.of(new JsonEdit.Remove(at(document, pointer))));

    assertEquals(left, edits.text().decode());
  }

  @ParameterizedTest(name = "7 and 8 at {1} of {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | 0 | [7,8]",
        "[1] | 0 | [7,8,1]",
        "[1] | 1 | [1,7,8]",
        "[ 1, 2 ] | 0 | [ 7, 8, 1, 2 ]",
        "[ 1, 2 ] | 1 | [ 1, 7, 8, 2 ]",
        "[ 1, 2 ] | 2 | [ 1, 2, 7, 8 ]"
      })
  void insertsInTheOrderGiven(String json, int index, String expected) throws JsonFault {
    JsonDocument document = index(json);
    JsonEdits edits =
        new JsonEdits(
            document,
            List.of(
                new JsonEdit.Insert(document.root(), index, Utf8Text.of("7")),
                new JsonEdit.Insert(document.root(), index, Utf8Text.of("8"))));

    assertEquals(expected, edits.text().decode());
    assertEquals(
        StrictJackson.tree(expected),
        JsonPatch.apply(StrictJackson.tree(edits.patch().decode()), StrictJackson.tree(json)));
  }

  @Test
  void escapesThePathsOfAPatch() throws JsonFault {
    JsonDocument document = index("{\"a/\\\"~\":[1]}");
    JsonEdits edits =
        new JsonEdits(document, List.of(new JsonEdit.Remove(at(document, "/a~1\"~0/0"))));

    assertEquals("[{\"op\":\"remove\",\"path\":\"/a~1\\\"~0/0\"}]", edits.patch().decode());
  }

  @Test
  void refusesChangesThatDoNotGoTogether() throws JsonFault {
    JsonDocument document = index("{\"a\":[1,[2]],\"b\":3}");
    Utf8Text json = Utf8Text.of("0");
    JsonValue one = at(document, "/a/0");
    JsonValue list = at(document, "/a/1");
    JsonValue two = at(document, "/a/1/0");
    List<List<JsonEdit>> wrong = new ArrayList<>();
    wrong.add(List.of(new JsonEdit.Remove(one), new JsonEdit.Remove(one)));
    wrong.add(List.of(new JsonEdit.Remove(one), new JsonEdit.Replace(one, json)));
    wrong.add(List.of(new JsonEdit.Replace(one, json), new JsonEdit.Remove(one)));
    wrong.add(List.of(new JsonEdit.Replace(one, json), new JsonEdit.Replace(one, json)));
    wrong.add(List.of(new JsonEdit.Remove(list), new JsonEdit.Remove(two)));
    wrong.add(List.of(new JsonEdit.Replace(two, json), new JsonEdit.Replace(list, json)));
    wrong.add(List.of(new JsonEdit.Insert(list, 0, json), new JsonEdit.Remove(list)));
    wrong.add(List.of(new JsonEdit.Insert(list, 2, json)));

    for (List<JsonEdit> edits : wrong) {
      assertThrows(IllegalArgumentException.class, () -> new JsonEdits(document, edits));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new JsonEdit.Insert(document.root(), 0, json));
    assertThrows(IllegalArgumentException.class, () -> new JsonEdit.Insert(list, -1, json));
    assertThrows(IllegalArgumentException.class, () -> new JsonEdit.Remove(document.root()));
  }
}
