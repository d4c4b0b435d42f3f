package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.tokenizer.file.TinyTokenizer;
import dev.contextbudget.tokenizer.file.TokenizerDirectory;
import dev.contextbudget.yaml.BadYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models an operator's tokenizers make exact, while the service runs. */
final class MountedTokenizersTest {
  private static final Utf8Text TEXT = Utf8Text.of("abab");

  @TempDir private Path folder;
  @TempDir private Path others;

  @Test
  void aFileTakesThePlaceOfTheEstimateOfItsName() throws IOException {
    write("llama3.json", "a b");
    ReloadingCatalog catalog = catalog(Optional.empty());

    assertEquals(Set.of("llama3"), catalog.mounted());
    Tokenizer exact = tokenizer(catalog, "llama-3.1-8b-instruct");
    assertTrue(exact.id().startsWith("llama3:"));
    assertEquals(Accuracy.EXACT, exact.accuracy());
    assertEquals(2, exact.count(TEXT));
    // What is only said to be like it is still an estimate, of the same kind as before.
    Tokenizer like = tokenizer(catalog, "llama-4-scout");
    assertEquals(Accuracy.ESTIMATED, like.accuracy());
    assertEquals(
        Bundle.READER.bundled().find("llama-4-scout").model().tokenizer().count(TEXT),
        like.count(TEXT));
  }

  @Test
  void aFileOfANewNameIsThereForTheOperatorsModels() throws IOException {
    write("house.json", "a b");
    Path overlay = others.resolve("overlay.yaml");
    Files.writeString(
        overlay, OverlayTest.overlay().replaceFirst("tokenizer: \\w+", "tokenizer: house"));

    ReloadingCatalog catalog = catalog(Optional.of(overlay));

    assertTrue(tokenizer(catalog, "house-model").id().startsWith("house:"));
  }

  @Test
  void whatIsExactAlreadyIsNotTakenFromAFile() throws IOException {
    write("o200k_base.json", "a b");
    BadYaml refused = assertThrows(BadYaml.class, () -> catalog(Optional.empty()));
    assertEquals(
        "tokenizers.yaml: tokenizers.o200k_base.vocabulary: is counted exactly without a file of"
            + " an operator",
        refused.getMessage());
  }

  @Test
  void aFileIsReadWhenItChangesAndStaysWhenItIsWrong() throws IOException {
    write("llama3.json", "a b");
    ReloadingCatalog catalog = catalog(Optional.empty());
    ModelCatalog first = catalog.snapshot();
    assertFalse(catalog.reloadIfChanged());

    write("llama3.json", "a b", "ab ab");
    assertTrue(catalog.reloadIfChanged());
    assertNotSame(first, catalog.snapshot());
    assertEquals(1, tokenizer(catalog, "llama-3.1-8b-instruct").count(TEXT));

    Files.writeString(folder.resolve("llama3.json"), "{}");
    assertThrows(BadTokenizerDirectory.class, catalog::reloadIfChanged);
    assertFalse(catalog.reloadIfChanged(), "told once");
    assertEquals(1, tokenizer(catalog, "llama-3.1-8b-instruct").count(TEXT));

    Files.delete(folder.resolve("llama3.json"));
    assertTrue(catalog.reloadIfChanged());
    assertEquals(Accuracy.CALIBRATED, tokenizer(catalog, "llama-3.1-8b-instruct").accuracy());
  }

  /** A change of the other file does not make the tokenizers be read again. */
  @Test
  void tokenizersStayWhenTheOverlayChanges() throws IOException {
    write("llama3.json", "a b");
    Path overlay = Files.writeString(others.resolve("overlay.yaml"), "");
    ReloadingCatalog catalog = catalog(Optional.of(overlay));
    Tokenizer before = tokenizer(catalog, "llama-3.1-8b-instruct");

    Files.writeString(overlay, "models: []");

    assertTrue(catalog.reloadIfChanged());
    assertSame(before, tokenizer(catalog, "llama-3.1-8b-instruct"));
  }

  private ReloadingCatalog catalog(Optional<Path> overlay) {
    return new ReloadingCatalog(
        mounted -> new CatalogReader(UnaryOperator.identity(), mounted),
        overlay,
        Optional.of(new TokenizerDirectory(folder)));
  }

  private static Tokenizer tokenizer(ReloadingCatalog catalog, String model) {
    return catalog.snapshot().find(model).model().tokenizer();
  }

  private void write(String name, String... merges) throws IOException {
    Files.writeString(folder.resolve(name), TinyTokenizer.ofBytes(merges).toString());
  }
}
