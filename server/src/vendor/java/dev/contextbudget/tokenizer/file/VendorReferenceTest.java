package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vendors' own files against the library that their models are served with, by {@code
 * deploy/tokenizers/check.sh}, which fetches them.
 *
 * <p>{@code -Dvendors.dir}: where they are; {@code -Dvendors.texts}: random strings for each.
 */
final class VendorReferenceTest {
  private static final Path FOLDER = Path.of(System.getProperty("vendors.dir", "vendors"));
  private static final int TEXTS = Integer.getInteger("vendors.texts", 30_000);
  private static final int SEED = 1;

  @TempDir private static Path scratch;

  @BeforeAll
  static void keepTheNativeLibraryOutOfTheHome() {
    System.setProperty("DJL_CACHE_DIR", Path.of("target", "djl").toAbsolutePath().toString());
    System.setProperty("RUST_FLAVOR", "cpu");
  }

  @ParameterizedTest
  @CsvSource({
    "llama3,llama3_1",
    "qwen3,qwen3",
    "deepseek_v3,deepseek_v3",
    "gptoss,o200k_base",
    "gemma3,gemma3",
    "mistral_v1,mistral_spm_v3"
  })
  void countsAsTheReferenceDoes(String name, String vectors) throws IOException {
    Path file = FOLDER.resolve(name + ".json");
    Path reference = scratch.resolve(name + ".json");
    ReferenceFile.write(file, reference);
    Tokenizer ours = read(file);
    assertEquals(List.of(), wrongVectors(ours, vectors));
    try (HuggingFaceTokenizer theirs =
        HuggingFaceTokenizer.newInstance(
            reference,
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"))) {
      List<String> texts = new ArrayList<>(HardTexts.slices());
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < TEXTS; i++) {
        texts.add(HardTexts.random(random));
      }
      List<String> different =
          texts.stream()
              .filter(text -> tokens(theirs, text) != ours.count(Utf8Text.of(text)))
              .map(text -> text.codePoints().mapToObj("%x"::formatted).toList().toString())
              .limit(5)
              .toList();

      assertEquals(List.of(), different, () -> texts.size() + " texts");
      System.out.printf("%s: %d texts, 0 differences%n", name, texts.size());
    }
  }

  private static int tokens(HuggingFaceTokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false).getIds().length;
  }

  /** Counts of JavaScript's tokenizer of Mistral, which {@code tekken.mjs} wrote beside the file. */
  @Test
  void countsTekkenAsItsReferenceDoes() throws IOException {
    Tokenizer ours = read(FOLDER.resolve("tekken.json"));
    assertEquals(List.of(), wrongVectors(ours, "tekken_240718"));
    List<String> lines = Files.readAllLines(FOLDER.resolve("tekken-counts.jsonl"));
    assertTrue(lines.size() >= TEXTS, lines.size() + " texts");
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

  private static Tokenizer read(Path file) throws IOException {
    long before = liveBytes();
    long start = System.nanoTime();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Tokenizer tokenizer = TokenizerFile.read(in, Optional.empty()).named("vendor");
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.printf("%s: %d ms, %d MB%n", file, millis, (liveBytes() - before) >> 20);
      return tokenizer;
    }
  }

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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
