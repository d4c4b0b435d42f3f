package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.vectors.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts of other projects for the same text.
 *
 * <p>With {@code -Dvectors.dir="$PWD/FOLDER"} the texts of a folder: see {@link Vectors}.
 */
class PublishedVectorsTest {
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final EncodingRegistry REFERENCES = Encodings.newLazyEncodingRegistry();

  private static final Map<String, Integer> FIRST_SPECIAL =
      Map.of("r50k_base", 50256, "p50k_base", 50256, "cl100k_base", 100256, "o200k_base", 199998);

  private static Tokenizer tokenizer(String name) {
    return VOCABULARIES.tokenizer(name, name).orElseThrow();
  }

  /** GPT-2's is r50k_base under its first name. */
  private static String vocabulary(String published) {
    return published.equals("gpt2") ? "r50k_base" : published;
  }

  /** That a test over rows is not one over none. */
  @Test
  void findsTextsOfEachVocabulary() {
    assertTrue(
        Vectors.published()
            .containsAll(List.of("cl100k_base", "o200k_base", "p50k_base", "r50k_base")));
    Vectors.published()
        .forEach(name -> assertTrue(Vectors.rows("published_" + name + ".jsonl").count() > 10));
  }

  static Stream<Arguments> ordinaryTexts() {
    return Vectors.published().stream()
        .flatMap(
            name ->
                Vectors.rows("published_" + name + ".jsonl")
                    .filter(row -> !row.has("allowed_special"))
                    .map(row -> Arguments.of(row.get("id").getAsString(), vocabulary(name), row)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ordinaryTexts")
  void countsWhatWasPublished(String id, String vocabulary, JsonObject row) {
    Utf8Text text = Utf8Text.of(row.get("text").getAsString());

    assertEquals(row.getAsJsonArray("ids").size(), tokenizer(vocabulary).count(text));
  }

  static Stream<Arguments> limitedTexts() {
    return ordinaryTexts().filter(a -> ((JsonObject) a.get()[2]).has("ids_max10"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limitedTexts")
  void cutsAfterTenTokensWhereWasPublished(String id, String vocabulary, JsonObject row) {
    Utf8Text text = Utf8Text.of(row.get("text").getAsString());
    IntArrayList ids = new IntArrayList();
    row.getAsJsonArray("ids_max10").forEach(token -> ids.add(token.getAsInt()));
    Encoding reference = REFERENCES.getEncoding(vocabulary).orElseThrow();
    int published = reference.decodeBytes(ids).length;

    int bytes = tokenizer(vocabulary).prefixBytes(text, 10);

    assertEquals(published, bytes);
    assertTrue(tokenizer(vocabulary).count(text.slice(0, bytes)) <= 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r50k_base", "p50k_base", "cl100k_base", "o200k_base"})
  void takesSpecialTokensForText(String vocabulary) {
    for (String special :
        List.of("<|endoftext|>", "<|fim_prefix|>", "<|endofprompt|>", "<|im_start|>system")) {
      assertTrue(tokenizer(vocabulary).count(Utf8Text.of(special)) > 1, special);
      assertTrue(tokenizer(vocabulary).countUpTo(Utf8Text.of(special), 1) > 1, special);
    }
  }

  /** tiktoken's own test: U+0085 is white space for its pattern, and for Java's only if asked. */
  @Test
  void knowsNextLineForWhiteSpace() {
    assertEquals(4, tokenizer("cl100k_base").count(Utf8Text.of(" \u00850")));
  }

  @Test
  void isExactAndHasNoMargin() {
    assertEquals(Accuracy.EXACT, tokenizer("o200k_base").accuracy());
    assertEquals(0, tokenizer("o200k_base").errorMarginRatio());
  }
}
