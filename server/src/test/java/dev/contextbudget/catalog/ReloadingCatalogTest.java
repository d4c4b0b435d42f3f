package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.yaml.BadYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingCatalogTest {
  private static final Consumer<RuntimeException> NO_PROBLEM =
      problem -> {
        throw problem;
      };

  @TempDir private Path directory;
  private Path file;
  private long timeMillis = 1_000_000;

  @BeforeEach
  void writeFile() throws IOException {
    file = directory.resolve("overlay.yaml");
    write(OverlayTest.overlay());
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    timeMillis += 1000;
    Files.setLastModifiedTime(file, FileTime.fromMillis(timeMillis));
  }

  @Test
  void readsTheFileWhenItChanges() throws IOException {
    ReloadingCatalog catalog = catalog(file);
    ModelCatalog first = catalog.snapshot();
    assertEquals(32_000, first.find("house-model").model().contextWindowTokens());

    assertFalse(catalog.reloadIfChanged(NO_PROBLEM));
    assertSame(first, catalog.snapshot());

    write(OverlayTest.overlay().replace("32000", "48000"));
    assertTrue(catalog.reloadIfChanged(NO_PROBLEM));
    assertEquals(48_000, catalog.snapshot().find("house").model().contextWindowTokens());
    assertEquals(32_000, first.find("house").model().contextWindowTokens(), "a snapshot stays");
  }

  @Test
  void keepsTheCatalogueWhenTheFileIsWrong() throws IOException {
    ReloadingCatalog catalog = catalog(file);
    ModelCatalog first = catalog.snapshot();

    write(OverlayTest.overlay().replace("window_tokens: 64000", "window_tokens: many"));
    BadYaml bad = assertThrows(BadYaml.class, () -> catalog.reloadIfChanged(NO_PROBLEM));

    assertTrue(bad.getMessage().contains("models[1].window_tokens"), bad.getMessage());
    assertSame(first, catalog.snapshot());
    assertFalse(catalog.reloadIfChanged(NO_PROBLEM), "told once");
    assertThrows(BadYaml.class, () -> catalog.reload(NO_PROBLEM), "told when asked");

    write(OverlayTest.overlay());
    assertTrue(catalog.reloadIfChanged(NO_PROBLEM));
    assertNotSame(first, catalog.snapshot());
  }

  @Test
  void keepsTheCatalogueWhenTheFileGoes() throws IOException {
    ReloadingCatalog catalog = catalog(file);
    ModelCatalog first = catalog.snapshot();

    Files.delete(file);

    assertThrows(BadYaml.class, () -> catalog.reloadIfChanged(NO_PROBLEM));
    assertSame(first, catalog.snapshot());
    assertFalse(catalog.reloadIfChanged(NO_PROBLEM), "told once");
  }

  @Test
  void doesNotBeginWithoutItsFile() {
    Path missing = directory.resolve("missing.yaml");

    BadYaml bad = assertThrows(BadYaml.class, () -> catalog(missing));
    assertTrue(bad.getMessage().contains("cannot be read"), bad.getMessage());
  }

  /**
   * Two models change together; a reader that sees one changed and the other not sees a mixture.
   */
  @Test
  void showsReadersOneCatalogueOrTheOtherWhole() throws Exception {
    String one = OverlayTest.overlay();
    String other = one.replace("32000", "33000").replace("64000", "65000");
    ReloadingCatalog catalog = catalog(file);
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> reading = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        reading.add(readers.submit(() -> readMany(catalog)));
      }
      for (int i = 0; i < 20; i++) {
        write(i % 2 == 0 ? other : one);
        catalog.reload(NO_PROBLEM);
      }
      for (Future<?> done : reading) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      readers.shutdownNow();
    }
  }

  private static void readMany(ReloadingCatalog catalog) {
    for (int i = 0; i < 20_000; i++) {
      ModelCatalog snapshot = catalog.snapshot();
      int house = snapshot.find("house-model").model().contextWindowTokens();
      int omni = snapshot.find("gpt-4o").model().contextWindowTokens();
      assertEquals(house - 32_000, omni - 64_000);
    }
  }

  private static ReloadingCatalog catalog(Path file) {
    return new ReloadingCatalog(Bundle.READER, Optional.of(file), Optional.empty());
  }
}
