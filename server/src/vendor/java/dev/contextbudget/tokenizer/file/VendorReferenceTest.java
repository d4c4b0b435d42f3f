package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vendors' own files against the library that their models are served with, by {@code
 * deploy/tokenizers/check.sh}, which fetches them.
 */
final class VendorReferenceTest {
  @TempDir private static Path scratch;

  /**
   * @param vectors which of the published counts it has, if there are any of its own
   */
  @ParameterizedTest
  @CsvSource({
    "llama3,llama3_1",
    "qwen2_5,",
    "qwen3,qwen3",
    "deepseek_v3,deepseek_v3",
    "gptoss,o200k_base",
    "gemma2,",
    "gemma3,gemma3",
    "mistral_nemo,tekken_240718",
    "mistral_v1,mistral_spm_v3",
    "mistral_v3_spaces,mistral_spm_v3",
    "llama2,"
  })
  void countsAsTheReferenceDoes(String name, @Nullable String vectors) throws IOException {
    Path file = Vendors.file(name + ".json");
    Path reference = scratch.resolve(name + ".json");
    ReferenceFile.write(file, reference);
    Tokenizer ours = Vendors.read(file, Optional.empty());
    if (vectors != null) {
      assertEquals(List.of(), wrongVectors(ours, vectors));
    }
    Vendors.assertSameCounts(name, reference, ours);
  }

  /** Counts of JavaScript's tokenizer of Mistral, which {@code tekken.mjs} wrote beside the file. */
  @Test
  void countsTekkenAsItsReferenceDoes() throws IOException {
    Tokenizer ours = Vendors.read(Vendors.file("tekken.json"), Optional.empty());
    assertEquals(List.of(), wrongVectors(ours, "tekken_240718"));
    List<String> lines = Files.readAllLines(Vendors.file("tekken-counts.jsonl"));
    assertTrue(lines.size() >= Vendors.TEXTS, lines.size() + " texts");
    List<String> different =
        lines.stream()
            .filter(
                line -> {
                  JsonObject row = JsonParser.parseString(line).getAsJsonObject();
                  Utf8Text text = Utf8Text.of(row.get("text").getAsString());
                  return ours.count(text) != row.get("count").getAsInt();
                })
            .limit(5)
            .collect(Collectors.toList());
    assertEquals(List.of(), different);
    System.out.printf("tekken: %d texts, 0 differences%n", lines.size());
  }

  private static List<String> wrongVectors(Tokenizer ours, String name) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String line :
        Files.readAllLines(Path.of("src/test/resources/vectors/multi_tokenizer.jsonl"))) {
      JsonObject row = JsonParser.parseString(line).getAsJsonObject();
      int want = row.getAsJsonObject("counts").get(name).getAsInt();
      int got = ours.count(Utf8Text.of(row.get("text").getAsString()));
      if (got != want) {
        wrong.add("%s: want %d, got %d".formatted(row.get("id").getAsString(), want, got));
      }
    }
    return wrong;
  }
}
