package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.ops.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
                new ReloadingCatalog(
                    mounted -> new CatalogReader(), Optional.of(file), Optional.empty()),
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
}
