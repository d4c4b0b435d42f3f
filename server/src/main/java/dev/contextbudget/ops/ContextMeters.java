package dev.contextbudget.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Set;

/**
 * What the answers say: tokens in and out, how full contexts are, what left them, what it costs.
 */
public final class ContextMeters {
  /** Closer where it is watched: alerts are at 0.7, 0.8 and 0.9. */
  private static final double[] UTILIZATION_BUCKETS = {
    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1
  };

  private final Series<Counter> tokensIn;
  private final Series<Counter> tokensOut;
  private final Series<Counter> dropped;
  private final Series<Counter> prefixes;
  private final Series<Counter> cost;
  private final Counter prefixLoss;

  /** Prometheus' own: Micrometer's rounds what it sorts into buckets to whole numbers. */
  private final Histogram utilization;

  private enum Prefix {
    KEPT,
    BROKEN
  }

  private enum Basis {
    EXPECTED,
    UNCACHED,
    UNFITTED
  }

  /**
   * What the input of a fitted context is charged, in US dollars.
   *
   * @param expected with what the provider's cache gives
   * @param uncached without its cache
   * @param unfitted of everything that was sent, without its cache
   */
  public record Cost(double expected, double uncached, double unfitted) {}

  ContextMeters(
      MeterRegistry registry,
      PrometheusRegistry prometheus,
      Set<String> countingMethods,
      Class<? extends Enum<?>> dropReasons) {
    ClosedTag methods = ClosedTag.ofNames("method", countingMethods);
    tokensIn = counters(registry, "tokens.in", "Tokens of what was sent", methods);
    tokensOut = counters(registry, "tokens.out", "Tokens of what goes to the model", methods);
    dropped =
        counters(
            registry,
            "items.dropped",
            "Items that were dropped, by reason",
            ClosedTag.ofLowerCase("reason", dropReasons));
    prefixes =
        counters(
            registry,
            "prefix",
            "Calls with a prefix token, by whether the stable prefix was kept",
            ClosedTag.ofLowerCase("result", Prefix.class));
    cost =
        counters(
            registry,
            "cost.usd",
            "US dollars for the input of fitted contexts of models with known prices",
            ClosedTag.ofLowerCase("basis", Basis.class));
    prefixLoss =
        Counter.builder("contextbudget.prefix.loss.usd")
            .description("US dollars that broken prefixes cost")
            .register(registry);
    utilization =
        Histogram.builder()
            .name("contextbudget_utilization_ratio")
            .help("Tokens of fitted contexts as a share of their input budgets")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(UTILIZATION_BUCKETS)
            .register(prometheus);
  }

  private static Series<Counter> counters(
      MeterRegistry registry, String name, String description, ClosedTag tag) {
    return new Series<>(
        List.of(tag),
        tags ->
            Counter.builder("contextbudget." + name)
                .description(description)
                .tags(tags)
                .register(registry));
  }

  /**
   * Records the tokens of an answered call.
   *
   * @param before tokens of what was sent
   * @param after tokens of what goes to the model
   */
  public void tokens(String method, long before, long after) {
    tokensIn.of(method).increment((double) before);
    tokensOut.of(method).increment((double) after);
  }

  /** Records how much of its input budget a fitted context uses. */
  public void utilization(double ratio) {
    utilization.observe(ratio);
  }

  /** Records items that were dropped for one reason. */
  public void droppedItems(Enum<?> reason, long count) {
    dropped.of(reason).increment((double) count);
  }

  /** Records what became of the prefix of a call that gave a prefix token. */
  public void prefixKept(boolean kept) {
    prefixes.of(kept ? Prefix.KEPT : Prefix.BROKEN).increment();
  }

  /**
   * Records what it costs that a prefix was broken: the price of what the cache no longer gives.
   */
  public void prefixLoss(double usd) {
    prefixLoss.increment(usd);
  }

  /** Records the price of a fitted context. */
  public void cost(Cost usd) {
    cost.of(Basis.EXPECTED).increment(usd.expected());
    cost.of(Basis.UNCACHED).increment(usd.uncached());
    cost.of(Basis.UNFITTED).increment(usd.unfitted());
  }
}
