package dev.contextbudget.app;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.grpc.CatalogService;
import dev.contextbudget.grpc.ContextBudgetService;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.yaml.BadYaml;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of this version, with the catalogue that they share. */
final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);

  private Services() {}

  /**
   * Makes the services: reads the catalogue and loads the most used vocabulary, so that the first
   * call is a fast one.
   *
   * @param stack closes what they have open, after the last call
   * @throws BadYaml if the operator's catalogue file is wrong
   */
  static List<BindableService> create(ServerConfig config, Meters meters, CloseStack stack) {
    Supplier<ModelCatalog> catalogs = catalogs(config.catalog(), meters, stack);
    warmUp(catalogs.get());
    return List.of(
        new ContextBudgetService(catalogs, config.limits(), meters),
        new CatalogService(catalogs, config.limits()));
  }

  private static Supplier<ModelCatalog> catalogs(
      ServerConfig.Catalog config, Meters meters, CloseStack stack) {
    CatalogReader reader = new CatalogReader();
    if (config.overlay().isEmpty()) {
      ModelCatalog bundled = reader.bundled();
      return () -> bundled;
    }
    Path overlay = config.overlay().get();
    ReloadingCatalog catalog = new ReloadingCatalog(reader, overlay);
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "catalog");
              thread.setDaemon(true);
              return thread;
            });
    stack.push("catalog", watch::shutdownNow);
    long millis = config.reloadInterval().toMillis();
    watch.scheduleWithFixedDelay(
        () -> reload(catalog, meters), millis, millis, TimeUnit.MILLISECONDS);
    return catalog::snapshot;
  }

  private static void reload(ReloadingCatalog catalog, Meters meters) {
    try {
      if (catalog.reloadIfChanged()) {
        LOG.info("catalogue reloaded, {} models", catalog.snapshot().models().size());
      }
    } catch (BadYaml e) {
      meters.catalogReloadFailed();
      LOG.warn("catalogue not reloaded, the old one stays: {}", e.getMessage());
    }
  }

  private static void warmUp(ModelCatalog catalog) {
    for (ModelProfile model : catalog.models()) {
      if (model.tokenizer().id().equals("o200k_base")) {
        model.tokenizer().count(Utf8Text.of("ready"));
        return;
      }
    }
  }
}
