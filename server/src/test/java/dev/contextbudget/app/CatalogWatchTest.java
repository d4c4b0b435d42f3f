package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.file.TinyTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CatalogWatchTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(CatalogWatch.class.getName());

  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void beLoud() {
    LOG.setLevel(null);
  }

  /** A schedule ends for ever when its task throws, even an error of the machine. */
  @Test
  void nothingThatIsThrownEndsTheWatchAndAllOfItIsCounted(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("overlay.yaml"), "");
    try (Meters meters = new Meters(Set.of());
        CatalogWatch watch =
            CatalogWatch.start(
                new ReloadingCatalog(new CatalogReader(), Optional.of(file), Optional.empty()),
                Duration.ofHours(1),
                meters)) {
      watch.attempt(
          () -> {
            throw new StackOverflowError();
          });
      watch.attempt(
          () -> {
            throw new IllegalStateException();
          });
      watch.attempt(() -> {});

      assertTrue(
          meters.scrape().contains("contextbudget_catalog_reload_failures_total 2.0"),
          meters::scrape);
    }
  }

  /** A name that is misspelt while the server runs, a file that is wrong, one that is right. */
  @Test
  void saysWhatBecameOfEachTokenizer(@TempDir Path folder) throws IOException {
    try (CapturedLog log = new CapturedLog();
        Meters meters = new Meters(Set.of());
        CatalogWatch watch =
            CatalogWatch.start(
                new ReloadingCatalog(new CatalogReader(), Optional.empty(), Optional.of(folder)),
                Duration.ofHours(1),
                meters)) {
      LOG.setLevel(null);
      String tiny = TinyTokenizer.ofBytes("a b").toString();
      Files.writeString(folder.resolve("lama3.json"), tiny);
      Files.writeString(folder.resolve("llama3.json"), tiny);
      Path bad = Files.writeString(folder.resolve("qwen2.json"), "{}");

      watch.attempt(watch::lookAtFiles);
      watch.attempt(watch::lookAtFiles);

      String logger = " " + CatalogWatch.class.getName() + " ";
      assertEquals(
          List.of(
              "WARN"
                  + logger
                  + "tokenizer left out, or as it was before: "
                  + bad
                  + ": has no members",
              "INFO" + logger + "catalogue reloaded, 148 models",
              "WARN" + logger + "tokenizer lama3 is mounted, and no model of the catalogue has it",
              "INFO" + logger + "tokenizer llama3 is mounted: 4 models are counted exactly"),
          log.lines().stream().filter(line -> line.contains(logger)).toList());
      assertTrue(
          meters.scrape().contains("contextbudget_catalog_reload_failures_total 1.0"),
          meters::scrape);
    }
  }
}
