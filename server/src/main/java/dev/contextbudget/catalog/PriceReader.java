package dev.contextbudget.catalog;

import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.PriceTier;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the prices of a model, and its cache rules with them: what a cached token costs is in the
 * price list where there is one, and in the provider's rules else.
 */
final class PriceReader {
  private static final Set<String> TIER =
      Set.of(
          "above_input_tokens",
          "input_usd",
          "output_usd",
          "cached_read_usd",
          "cache_write_usd",
          "long_cache_write_usd");
  private static final Set<String> CACHE =
      Set.of(
          "rules", "min_prefix_tokens", "step_tokens", "minutes_to_live", "long_minutes_to_live");

  private final CacheRules rules;
  private final List<PriceTier> tiers = new ArrayList<>();

  private PriceReader(CacheRules rules) {
    this.rules = rules;
  }

  /**
   * Returns the rules of a model: those of its provider, what the model has of its own, and ratios
   * from its lowest prices.
   *
   * @param cache the model's {@code cache}
   * @param prices the model's {@code prices}, if known
   */
  static CacheRules rules(YamlNode cache, CacheRules provider, Optional<YamlNode> prices) {
    cache.only(CACHE);
    CacheRules priced = prices.map(list -> withRatios(provider, lowest(list))).orElse(provider);
    OptionalInt min = cache.intOf("min_prefix_tokens");
    Optional<Duration> live = CacheRulesReader.minutes(cache, "minutes_to_live");
    Optional<Duration> longLive = CacheRulesReader.minutes(cache, "long_minutes_to_live");
    return Checked.at(
        cache,
        () ->
            new CacheRules(
                priced.policy(),
                priced.mode(),
                priced.maxMarks(),
                priced.lookBackBlocks(),
                min.isPresent() ? min : priced.minPrefixTokens(),
                cache.intOf("step_tokens").orElse(priced.stepTokens()),
                priced.readRatio(),
                priced.writeRatio(),
                priced.longWriteRatio(),
                live.or(priced::timeToLive),
                longLive.or(priced::longTimeToLive),
                priced.sourceDate()));
  }

  private static YamlNode lowest(YamlNode prices) {
    List<YamlNode> list = prices.elements();
    if (list.isEmpty()) {
      throw prices.bad("want at least one tier");
    }
    return list.get(0);
  }

  private static CacheRules withRatios(CacheRules rules, YamlNode tier) {
    double input = tier.require("input_usd").asDouble();
    double write = ratio(tier, "cache_write_usd", input, rules.writeRatio());
    return Checked.at(
        tier,
        () ->
            new CacheRules(
                rules.policy(),
                rules.mode(),
                rules.maxMarks(),
                rules.lookBackBlocks(),
                rules.minPrefixTokens(),
                rules.stepTokens(),
                ratio(tier, "cached_read_usd", input, 1),
                write,
                ratio(tier, "long_cache_write_usd", input, rules.longWriteRatio()),
                rules.timeToLive(),
                rules.longTimeToLive(),
                rules.sourceDate()));
  }

  /** In decimals, so that 0.08 of 0.8 is 0.1. */
  private static double ratio(YamlNode tier, String key, double input, double otherwise) {
    OptionalDouble price = tier.doubleOf(key);
    return price.isEmpty() || input == 0
        ? otherwise
        : BigDecimal.valueOf(price.getAsDouble())
            .divide(BigDecimal.valueOf(input), MathContext.DECIMAL64)
            .doubleValue();
  }

  /**
   * Returns the prices of a model.
   *
   * @param rules the model's rules; their ratios stand in for prices that are missing
   */
  static List<PriceTier> tiers(Optional<YamlNode> prices, CacheRules rules) {
    PriceReader reader = new PriceReader(rules);
    prices.map(YamlNode::elements).orElse(List.of()).forEach(reader::add);
    return reader.tiers;
  }

  private void add(YamlNode node) {
    node.only(TIER);
    YamlNode above = node.require("above_input_tokens");
    int lowest = tiers.isEmpty() ? 0 : tiers.get(tiers.size() - 1).aboveInputTokens() + 1;
    int highest = tiers.isEmpty() ? 0 : Integer.MAX_VALUE;
    int aboveInputTokens = above.asInt(lowest, highest);
    double input = node.require("input_usd").asDouble();
    double output = node.require("output_usd").asDouble();
    double read = node.doubleOf("cached_read_usd").orElse(share(input, rules.readRatio()));
    double write = node.doubleOf("cache_write_usd").orElse(share(input, rules.writeRatio()));
    double longWrite =
        node.doubleOf("long_cache_write_usd")
            .orElse(Math.max(write, share(input, rules.longWriteRatio())));
    tiers.add(
        Checked.at(
            node,
            () ->
                new PriceTier(
                    aboveInputTokens, new Prices(input, output, read, write, longWrite))));
  }

  private static double share(double price, double ratio) {
    return BigDecimal.valueOf(price).multiply(BigDecimal.valueOf(ratio)).doubleValue();
  }
}
