package dev.contextbudget.app;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.LintFactsReader;
import dev.contextbudget.catalog.ReloadingCatalog;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.grpc.CallerScope;
import dev.contextbudget.grpc.CatalogService;
import dev.contextbudget.grpc.ContextBudgetService;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.CountCache;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.yaml.BadYaml;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
   * @throws BadTokenizerDirectory if one of the operator's tokenizers is
   */
  static List<BindableService> create(ServerConfig config, Meters meters, CloseStack stack) {
    Supplier<ModelCatalog> catalogs = catalogs(config, meters, stack);
    warmUp(catalogs.get());
    meters.watchCatalog(() -> catalogs.get().date(), () -> catalogs.get().models().size());
    return List.of(
        new ContextBudgetService(catalogs, config.limits(), meters),
        new CatalogService(catalogs, config.limits(), LintFactsReader.bundled()));
  }

  /** Returns what each tokenizer is put into. */
  private static UnaryOperator<Tokenizer> cache(ServerConfig.Tokenizers config, Meters meters) {
    if (config.countCacheEntries() == 0) {
      return UnaryOperator.identity();
    }
    CountCache cache = new CountCache(config.countCacheEntries(), CallerScope::currentPartition);
    meters.watchCountCache(cache::hits, cache::misses);
    return cache::around;
  }

  private static Supplier<ModelCatalog> catalogs(
      ServerConfig config, Meters meters, CloseStack stack) {
    UnaryOperator<Tokenizer> cache = cache(config.tokenizers(), meters);
    Optional<Path> overlay = config.catalog().overlay();
    Optional<Path> tokenizers = config.tokenizers().directory();
    CatalogReader bundle = new CatalogReader(cache);
    if (overlay.isEmpty() && tokenizers.isEmpty()) {
      ModelCatalog bundled = bundle.bundled();
      stack.push(
          "SIGHUP", Hangup.on(() -> LOG.info("SIGHUP: there is no catalogue file to read again")));
      return () -> bundled;
    }
    ReloadingCatalog catalog = new ReloadingCatalog(bundle, overlay, tokenizers);
    CatalogWatch watch =
        stack.push(
            "catalog", CatalogWatch.start(catalog, config.catalog().reloadInterval(), meters));
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
