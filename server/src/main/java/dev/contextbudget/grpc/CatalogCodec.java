package dev.contextbudget.grpc;

import com.google.protobuf.Duration;
import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.v1.CacheMode;
import dev.contextbudget.v1.Model;
import dev.contextbudget.v1.PriceTier;
import dev.contextbudget.v1.TokenPrices;

/** Core to wire for the catalogue. */
final class CatalogCodec {

  private CatalogCodec() {}

  static Model model(ModelProfile model) {
    Model.Builder wire =
        Model.newBuilder()
            .setId(model.id())
            .setProvider(model.provider())
            .addAllAliases(model.aliases())
            .addAllMatchPrefixes(model.matchPrefixes())
            .setStatus(model.status())
            .setContextWindowTokens(model.contextWindowTokens())
            .setBasis(BasisCodec.of(model, 0))
            .setChatFormat(model.chatFormat().name())
            .setCache(cache(model.cache()))
            .addAllSources(model.sources())
            .setNote(model.note());
    model.maxInputTokens().ifPresent(wire::setMaxInputTokens);
    model.maxOutputTokens().ifPresent(wire::setMaxOutputTokens);
    model
        .prices()
        .forEach(
            tier ->
                wire.addPrices(
                    PriceTier.newBuilder()
                        .setAboveInputTokens(tier.aboveInputTokens())
                        .setPrices(prices(tier.prices()))));
    return wire.build();
  }

  private static TokenPrices prices(Prices prices) {
    return TokenPrices.newBuilder()
        .setInputUsd(prices.inputUsd())
        .setOutputUsd(prices.outputUsd())
        .setCachedReadUsd(prices.cachedReadUsd())
        .setCacheWriteUsd(prices.cacheWriteUsd())
        .setLongCacheWriteUsd(prices.longCacheWriteUsd())
        .build();
  }

  private static CacheMode mode(CacheRules.Mode mode) {
    return switch (mode) {
      case NONE -> CacheMode.CACHE_MODE_NONE;
      case AUTOMATIC -> CacheMode.CACHE_MODE_AUTOMATIC;
      case EXPLICIT -> CacheMode.CACHE_MODE_EXPLICIT;
    };
  }

  private static dev.contextbudget.v1.CacheRules cache(CacheRules rules) {
    dev.contextbudget.v1.CacheRules.Builder wire =
        dev.contextbudget.v1.CacheRules.newBuilder()
            .setPolicy(rules.policy())
            .setMode(mode(rules.mode()))
            .setMaxMarks(rules.maxMarks())
            .setStepTokens(rules.stepTokens())
            .setReadRatio(rules.readRatio())
            .setWriteRatio(rules.writeRatio())
            .setSourceDate(rules.sourceDate());
    rules.minPrefixTokens().ifPresent(wire::setMinPrefixTokens);
    rules.lookBackBlocks().ifPresent(wire::setLookBackBlocks);
    rules
        .timeToLive()
        .ifPresent(ttl -> wire.setTimeToLive(Duration.newBuilder().setSeconds(ttl.toSeconds())));
    return wire.build();
  }
}
