package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of which one place holds something of another kind: read, or refused with a reason. */
final class OddJsonTest {
  private static final List<JsonElement> ODD =
      List.of(
          JsonNull.INSTANCE,
          new JsonPrimitive(1),
          new JsonPrimitive(-1.5),
          new JsonPrimitive(""),
          new JsonPrimitive("x"),
          new JsonPrimitive(true),
          new JsonArray(),
          new JsonObject(),
          TinyTokenizer.object("{type: Sequence}"),
          TinyTokenizer.object("{of: [{type: BPE}]}").get("of"));

  static Stream<JsonObject> files() {
    JsonObject bytes = TinyTokenizer.ofBytes("a b");
    bytes.add("normalizer", TinyTokenizer.object("{type: Sequence, normalizers: [{type: NFC}]}"));
    bytes.add(
        "added_tokens",
        TinyTokenizer.object(
                "{of: [{id: 257, content: '<a>',"
                    + " single_word: false, lstrip: false, rstrip: false, normalized: false, special: false}]}")
            .get("of"));
    bytes.add(
        "post_processor",
        TinyTokenizer.object("{type: TemplateProcessing, single: [{Sequence: {id: A}}]}"));
    JsonObject characters = TinyTokenizer.ofCodePoints("ab\u2581", "a b");
    characters.add(
        "pre_tokenizer",
        TinyTokenizer.object(
            "{type: Split, pattern: {String: ' '}, behavior: Isolated, invert: false}"));
    JsonObject metaspace = TinyTokenizer.ofCodePoints("ab\u2581", "a b");
    metaspace.add("normalizer", JsonNull.INSTANCE);
    metaspace.add(
        "pre_tokenizer",
        TinyTokenizer.object(
            "{type: Metaspace, replacement: '\u2581', prepend_scheme: first,"
                + " add_prefix_space: true, split: false}"));
    return Stream.of(bytes, characters, metaspace, TinyTokenizer.tekken("ab"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aPlaceOfAnotherKindIsRefusedIfAnything(JsonObject file) {
    assertDoesNotThrow(() -> TinyTokenizer.read(file));
    List<Consumer<JsonElement>> places = new ArrayList<>();
    addPlaces(file, places);
    assertTrue(places.size() > 30, "places: " + places.size());
    for (Consumer<JsonElement> place : places) {
      for (JsonElement odd : ODD) {
        place.accept(odd);
        readOrRefuse(file.toString());
      }
      place.accept(null);
    }
    assertDoesNotThrow(() -> TinyTokenizer.read(file), "all is as it was");
  }

  /** All members and elements, but for only a few of the bytes. */
  private static void addPlaces(JsonElement json, List<Consumer<JsonElement>> places) {
    if (json instanceof JsonObject object) {
      object.asMap().keySet().stream()
          .limit(16)
          .forEach(
              name -> {
                JsonElement was = object.get(name);
                places.add(odd -> object.add(name, odd == null ? was : odd));
                addPlaces(was, places);
              });
    } else if (json instanceof JsonArray array) {
      for (int i = 0; i < Math.min(array.size(), 16); i++) {
        int at = i;
        JsonElement was = array.get(at);
        places.add(odd -> array.set(at, odd == null ? was : odd));
        addPlaces(was, places);
      }
    }
  }

  private static void readOrRefuse(String file) {
    try {
      TinyTokenizer.read(file);
    } catch (BadTokenizerFile refused) {
      assertTrue(!String.valueOf(refused.getMessage()).isBlank());
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(file, e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"normalizer", "decoder", "config", "model", "added_tokens"})
  void whatIsNestedTooDeepIsRefused(String member) {
    for (String bracket : List.of("[", "{\"a\":", "{\"type\":\"Sequence\",\"normalizers\":[")) {
      String file = "{\"%s\":%s".formatted(member, bracket.repeat(10_000));
      assertThrows(BadTokenizerFile.class, () -> TinyTokenizer.read(file));
    }
  }
}
