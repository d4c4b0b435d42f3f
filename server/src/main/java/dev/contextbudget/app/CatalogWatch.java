package dev.contextbudget.app;

import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.ops.Meters;
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
 * them at once when asked. Whatever is wrong with a file, what is in force in its place stays and
 * the watch goes on.
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

  /** Starts a watch, and says which tokenizers are mounted. */
  static CatalogWatch start(ReloadingCatalog catalog, Duration interval, Meters meters) {
    CatalogWatch watch = new CatalogWatch(catalog, meters);
    watch.logMounted();
    ScheduledFuture<?> unused =
        watch.thread.scheduleWithFixedDelay(
            () -> watch.attempt(watch::lookAtFiles),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Reads the files, changed or not, as soon as the watch is free. */
  void readNow() {
    thread.execute(() -> attempt(this::read));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Reads the files if they have changed. */
  void lookAtFiles() {
    if (catalog.reloadIfChanged(this::noteProblem)) {
      logReloaded();
    }
  }

  private void read() {
    catalog.reload(this::noteProblem);
    logReloaded();
  }

  private void noteProblem(RuntimeException wrong) {
    meters.catalogReloadFailed();
    LOG.warn("tokenizer left out, or as it was before: {}", wrong.getMessage());
  }

  private void logReloaded() {
    LOG.info("catalogue reloaded, {} models", catalog.snapshot().models().size());
    logMounted();
  }

  /** A file whose name is misspelt is a tokenizer that no model has. */
  private void logMounted() {
    catalog
        .mounted()
        .forEach(
            (name, models) -> {
              if (models == 0) {
                LOG.warn("tokenizer {} is mounted, and no model of the catalogue has it", name);
              } else {
                LOG.info("tokenizer {} is mounted: {} models are counted exactly", name, models);
              }
            });
  }

  /** Does not throw: the schedule would end without a word. */
  void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (BadYaml e) {
      meters.catalogReloadFailed();
      LOG.warn("catalogue not reloaded, the old one stays: {}", e.getMessage());
    } catch (Throwable t) {
      meters.catalogReloadFailed();
      LOG.error("catalogue not reloaded, the old one stays", t);
    }
  }
}
