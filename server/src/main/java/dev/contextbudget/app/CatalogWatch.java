package dev.contextbudget.app;

import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.yaml.BadYaml;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue in step with the operator's files: looks at them in an interval, and reads
 * them at once when asked. Whatever is wrong with a file, the catalogue in force stays and the
 * watch goes on.
 */
final class CatalogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

  private final ReloadingCatalog catalog;
  private final Meters meters;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "catalog");
            thread.setDaemon(true);
            return thread;
          });

  private CatalogWatch(ReloadingCatalog catalog, Meters meters) {
    this.catalog = catalog;
    this.meters = meters;
  }

  /** Starts a watch. */
  static CatalogWatch start(ReloadingCatalog catalog, Duration interval, Meters meters) {
    CatalogWatch watch = new CatalogWatch(catalog, meters);
    ScheduledFuture<?> unused =
        watch.thread.scheduleWithFixedDelay(
            () -> watch.attempt(watch::lookAtFile),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Reads the file, changed or not, as soon as the watch is free. */
  void readNow() {
    thread.execute(() -> attempt(this::read));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookAtFile() {
    if (catalog.reloadIfChanged()) {
      logReloaded();
    }
  }

  private void read() {
    catalog.reload();
    logReloaded();
  }

  private void logReloaded() {
    LOG.info("catalogue reloaded, {} models", catalog.snapshot().models().size());
  }

  /** Does not throw: the schedule would end without a word. */
  void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (BadYaml | BadTokenizerDirectory e) {
      meters.catalogReloadFailed();
      LOG.warn("catalogue not reloaded, the old one stays: {}", e.getMessage());
    } catch (Throwable t) {
      meters.catalogReloadFailed();
      LOG.error("catalogue not reloaded, the old one stays", t);
    }
  }
}
