package dev.contextbudget.app;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.grpc.CatalogService;
import dev.contextbudget.grpc.ContextBudgetService;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.CountCache;
import dev.contextbudget.yaml.BadYaml;
import io.grpc.BindableService;
import java.util.List;
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
    CatalogReader reader = reader(config.tokenizers(), meters);
    Supplier<ModelCatalog> catalogs = catalogs(config.catalog(), reader, meters, stack);
    warmUp(catalogs.get());
    return List.of(
        new ContextBudgetService(catalogs, config.limits(), meters),
        new CatalogService(catalogs, config.limits()));
  }

  private static CatalogReader reader(ServerConfig.Tokenizers config, Meters meters) {
    if (config.countCacheEntries() == 0) {
      return new CatalogReader();
    }
    CountCache cache = new CountCache(config.countCacheEntries());
    meters.watchCountCache(cache::hits, cache::misses);
    return new CatalogReader(cache::around);
  }

  private static Supplier<ModelCatalog> catalogs(
      ServerConfig.Catalog config, CatalogReader reader, Meters meters, CloseStack stack) {
    if (config.overlay().isEmpty()) {
      ModelCatalog bundled = reader.bundled();
      stack.push("SIGHUP", Hangup.on(() -> LOG.info("SIGHUP: there is no file to read again")));
      return () -> bundled;
    }
    ReloadingCatalog catalog = new ReloadingCatalog(reader, config.overlay().get());
    CatalogWatch watch =
        stack.push("catalog", CatalogWatch.start(catalog, config.reloadInterval(), meters));
    stack.push("SIGHUP", Hangup.on(watch::readNow));
    return catalog::snapshot;
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
