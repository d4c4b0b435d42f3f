package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.tokenizer.file.TinyTokenizer;
import dev.contextbudget.yaml.BadYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models an operator's tokenizers make exact, while the service runs. */
final class MountedTokenizersTest {
  private static final Utf8Text TEXT = Utf8Text.of("abab");

  private final List<String> problems = new ArrayList<>();
  @TempDir private Path folder;
  @TempDir private Path others;

  @Test
  void aFileTakesThePlaceOfTheEstimateOfItsName() throws IOException {
    write("llama3.json", "a b");
    ReloadingCatalog catalog = catalog(Optional.empty());

    assertEquals(Map.of("llama3", 4), catalog.mounted());
    Tokenizer exact = tokenizer(catalog, "llama-3.1-8b-instruct");
    assertTrue(exact.id().matches("llama3:[0-9a-f]{8}"), exact.id());
    assertEquals(Accuracy.EXACT, exact.accuracy());
    assertEquals(2, exact.count(TEXT));
    // What is only said to be like it is still an estimate, of the same kind as before.
    Tokenizer like = tokenizer(catalog, "llama-4-scout");
    assertEquals(Accuracy.ESTIMATED, like.accuracy());
    assertEquals(
        Bundle.READER.bundled().find("llama-4-scout").model().tokenizer().count(TEXT),
        like.count(TEXT));
  }

  /**
   * A vendor publishes the tokenizer of a model with its weights, or names it in an SDK. What a
   * model is that is only served, is assumed.
   */
  @ParameterizedTest
  @CsvSource({
    "qwen2, qwen3-32b, qwen3-max qwen3-coder-plus qwen-plus qwen-flash",
    "qwen3_5, qwen3.5-397b-a17b, qwen3.5-plus qwen3.6-plus qwen3.7-max qwen3.7-plus",
    "deepseek_v3, deepseek-chat, deepseek-v4-flash deepseek-v4-pro deepseek-v4.1-flash",
    "gemma2, gemini-1.5-pro, gemini-3.5-flash",
    "gemma3, gemini-2.5-pro, gemini-1.5-pro gemini-3.5-flash gemini-3.6-flash",
    "gemma4, gemini-3.5-flash, gemini-3.6-flash gemini-3.8-flash",
    "tekken, mistral-small-2506, magistral-medium-latest mistral-medium-2508 codestral-latest",
    "mistral_spm_v7, pixtral-large-latest, mistral-large-2512",
    "kimi_k2, kimi-k2.6, kimi-k3",
    "glm4, glm-4.6, glm-5.3",
    "glm5, glm-5.2, glm-5.3",
    "minimax_m2, minimax-m2, minimax-m3",
    "cohere_command, command-r-08-2024, command-a-03-2025 command-a-plus-05-2026"
  })
  void aFileMakesNoModelExactOfWhichItIsOnlyAssumed(String name, String exact, String others)
      throws IOException {
    write(name + ".json", "a b");
    ReloadingCatalog catalog = catalog(Optional.empty());

    assertEquals(Accuracy.EXACT, tokenizer(catalog, exact).accuracy());
    for (String other : others.split(" ")) {
      assertEquals(Accuracy.ESTIMATED, tokenizer(catalog, other).accuracy(), other);
    }
  }

  @Test
  void aFileOfANewNameIsThereForTheOperatorsModels() throws IOException {
    write("house.json", "a b");
    Path overlay = others.resolve("overlay.yaml");
    Files.writeString(
        overlay, OverlayTest.overlay().replaceFirst("tokenizer: \\w+", "tokenizer: house"));

    ReloadingCatalog catalog = catalog(Optional.of(overlay));

    assertTrue(tokenizer(catalog, "house-model").id().startsWith("house:"));
    assertEquals(Map.of("house", 1), catalog.mounted());
  }

  @Test
  void whatIsExactAlreadyIsNotTakenFromAFile() throws IOException {
    Path file = write("o200k_base.json", "a b");
    BadTokenizerDirectory refused =
        assertThrows(BadTokenizerDirectory.class, () -> catalog(Optional.empty()));
    assertEquals(file + ": is counted exactly without a file", refused.getMessage());
  }

  @Test
  void aFileIsReadWhenItChangesAndStaysWhatItWasWhenItIsWrong() throws IOException {
    write("llama3.json", "a b");
    ReloadingCatalog catalog = catalog(Optional.empty());
    ModelCatalog first = catalog.snapshot();
    assertFalse(reloadIfChanged(catalog));

    write("llama3.json", "a b", "ab ab");
    assertTrue(reloadIfChanged(catalog));
    assertNotSame(first, catalog.snapshot());
    Tokenizer second = tokenizer(catalog, "llama-3.1-8b-instruct");
    assertEquals(1, second.count(TEXT));

    Path file = Files.writeString(folder.resolve("llama3.json"), "{}");
    assertTrue(reloadIfChanged(catalog));
    assertEquals(List.of(file + ": has no members"), problems);
    assertFalse(reloadIfChanged(catalog), "told once");
    assertSame(second, tokenizer(catalog, "llama-3.1-8b-instruct"));

    Files.delete(file);
    assertTrue(reloadIfChanged(catalog));
    assertEquals(Accuracy.CALIBRATED, tokenizer(catalog, "llama-3.1-8b-instruct").accuracy());
  }

  /** Counts of the estimate, and of another file of the name, must not be taken for exact ones. */
  @Test
  void theIdTellsTheContent() throws IOException {
    String estimate = Bundle.model("llama-3.1-8b-instruct").tokenizer().id();
    write("llama3.json", "a b");
    String first = tokenizer(catalog(Optional.empty()), "llama-3.1-8b-instruct").id();
    write("llama3.json", "a b", "ab ab");
    String second = tokenizer(catalog(Optional.empty()), "llama-3.1-8b-instruct").id();
    Files.move(folder.resolve("llama3.json"), folder.resolve("llama3.txt"));
    String moved = tokenizer(catalog(Optional.empty()), "llama-3.1-8b-instruct").id();

    assertEquals(3, Set.of(estimate, first, second).size());
    assertEquals(second, moved, "the same on another replica");
  }

  /** What is wrong is left out; all else comes into force, the overlay too. */
  @Test
  void aWrongFileStopsNoOther() throws IOException {
    write("llama3.json", "a b");
    Path overlay = Files.writeString(others.resolve("overlay.yaml"), "");
    ReloadingCatalog catalog = catalog(Optional.of(overlay));

    Path bad = Files.writeString(folder.resolve("bad.json"), "{}");
    Path noSplit = Files.writeString(folder.resolve("glm4.txt"), "YQ== 0\n");
    Path split = Files.writeString(folder.resolve("glm4.yaml"), "split: none");
    Path alone = Files.writeString(folder.resolve("kimi_k2.yaml"), "split: kimi_k2");
    Path exact = write("o200k_base.json", "a b");
    Path twice = write("llama3.bak", "a b", "ab ab");
    Path named = write("Qwen2.json", "a b");
    write("qwen2.json", "a b");
    Files.writeString(overlay, OverlayTest.overlay());

    assertTrue(reloadIfChanged(catalog));
    assertEquals(Set.of("llama3", "qwen2"), catalog.mounted().keySet());
    assertEquals(2, tokenizer(catalog, "llama-3.1-8b-instruct").count(TEXT), "in use: " + twice);
    assertEquals(Accuracy.EXACT, tokenizer(catalog, "qwen3-32b").accuracy());
    assertEquals(32_000, catalog.snapshot().find("house-model").model().contextWindowTokens());
    assertEquals(
        Set.of(bad, split, alone, exact, twice, named),
        problems.stream()
            .map(problem -> Path.of(problem.substring(0, problem.indexOf(':'))))
            .collect(Collectors.toSet()));
    assertEquals(6, problems.size(), () -> noSplit + " is told with its yaml: " + problems);

    Files.delete(overlay);
    assertThrows(BadYaml.class, () -> reloadIfChanged(catalog));
    assertEquals(32_000, catalog.snapshot().find("house-model").model().contextWindowTokens());
  }

  @Test
  void tokenizersStayWhenTheirDirectoryGoes() throws IOException {
    Path gone = Files.createDirectory(others.resolve("tokenizers"));
    Files.writeString(gone.resolve("llama3.json"), TinyTokenizer.ofBytes("a b").toString());
    ReloadingCatalog catalog =
        new ReloadingCatalog(Bundle.READER, Optional.empty(), Optional.of(gone));

    Files.delete(gone.resolve("llama3.json"));
    Files.delete(gone);

    assertTrue(reloadIfChanged(catalog));
    assertEquals(List.of(gone + ": is no directory that can be read"), problems);
    assertEquals(Set.of("llama3"), catalog.mounted().keySet());
  }

  /** Vocabularies are not loaded again and counts that are remembered not forgotten. */
  @Test
  void whatDidNotChangeIsNotMadeAnew() throws IOException {
    List<String> made = new ArrayList<>();
    CatalogReader bundle =
        new CatalogReader(
            tokenizer -> {
              made.add(tokenizer.id());
              return tokenizer.stoppedBy(StopSignal.NEVER);
            });
    write("llama3.json", "a b");
    ReloadingCatalog catalog = new ReloadingCatalog(bundle, Optional.empty(), Optional.of(folder));
    Tokenizer exact = tokenizer(catalog, "gpt-4o");
    Tokenizer llama3 = tokenizer(catalog, "llama-3.1-8b-instruct");
    assertEquals(llama3.id(), made.get(made.size() - 1));
    made.clear();

    write("qwen2.json", "a b");
    assertTrue(reloadIfChanged(catalog));

    assertSame(exact, tokenizer(catalog, "gpt-4o"));
    assertSame(llama3, tokenizer(catalog, "llama-3.1-8b-instruct"));
    assertEquals(List.of(tokenizer(catalog, "qwen3-32b").id()), made);
  }

  /** A change of the other file does not make the tokenizers be read again. */
  @Test
  void tokenizersStayWhenTheOverlayChanges() throws IOException {
    write("llama3.json", "a b");
    Path overlay = Files.writeString(others.resolve("overlay.yaml"), "");
    ReloadingCatalog catalog = catalog(Optional.of(overlay));
    Tokenizer before = tokenizer(catalog, "llama-3.1-8b-instruct");

    Files.writeString(overlay, "models: []");

    assertTrue(reloadIfChanged(catalog));
    assertSame(before, tokenizer(catalog, "llama-3.1-8b-instruct"));
  }

  private ReloadingCatalog catalog(Optional<Path> overlay) {
    return new ReloadingCatalog(Bundle.READER, overlay, Optional.of(folder));
  }

  private boolean reloadIfChanged(ReloadingCatalog catalog) {
    problems.clear();
    return catalog.reloadIfChanged(problem -> problems.add(problem.getMessage()));
  }

  private static Tokenizer tokenizer(ReloadingCatalog catalog, String model) {
    return catalog.snapshot().find(model).model().tokenizer();
  }

  private Path write(String name, String... merges) throws IOException {
    return Files.writeString(folder.resolve(name), TinyTokenizer.ofBytes(merges).toString());
  }
}
