package dev.contextbudget.ops;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The numbers that tell how the service does, in Prometheus' text form.
 *
 * <p>Every tag is from a closed set, as a tag from a request would let a caller fill the memory of
 * the server and of its scraper: methods are those of the server, everything else is a constant of
 * an enum, which no caller can make.
 */
public final class Meters implements AutoCloseable {
  private static final String OTHER = "other";

  /** Files with credentials that are read again while the server runs. */
  public enum Reloaded {
    TLS_FILES("TLS files"),
    TENANTS("tenants"),
    JWT_KEYS("keys of JWTs");

    private final String label;

    Reloaded(String label) {
      this.label = label;
    }

    /** Returns what a log calls them. */
    public String label() {
      return label;
    }
  }

  /** From a light call to the longest deadline, about three for each power of ten. */
  private static final Duration[] LATENCY_BUCKETS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final double[] UTILIZATION_BUCKETS = {
    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1
  };

  /** Micrometer's name, in nanoseconds; Prometheus has a name of its own for it, in seconds. */
  private static final String CPU_TIME = "process.cpu.time";

  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** Prometheus' own: that of the registry rounds what it sorts into buckets to whole numbers. */
  private final Histogram utilization =
      Histogram.builder()
          .name("contextbudget_utilization_ratio")
          .help("Tokens of fitted contexts as a share of their input budgets")
          .classicOnly()
          .withoutExemplars() // nothing here traces
          .classicUpperBounds(UTILIZATION_BUCKETS)
          .register(registry.getPrometheusRegistry());

  private final Set<String> methods;
  private final List<LongSupplier> watched = new CopyOnWriteArrayList<>();

  /**
   * @param methods full names of the methods of the server; another is counted as {@code other}
   */
  public Meters(Set<String> methods) {
    this.methods = Set.copyOf(methods);
    registry.config().meterFilter(MeterFilter.denyNameStartsWith(CPU_TIME));
    // Registered before anything happens, so that a rate is seen from its first event on.
    prefix(true);
    prefix(false);
    catalogReloadFailures();
    for (Reloaded what : Reloaded.values()) {
      reloadFailures(what);
    }
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    watchCpuTime();
  }

  /**
   * Records the end of a call.
   *
   * @param code the status code that the caller sees
   * @param nanos from the arrival of its headers to its end
   */
  public void call(String method, Enum<?> code, long nanos) {
    Timer.builder("contextbudget.calls")
        .description("Calls, from the arrival of the headers to the end")
        .tag("method", known(method))
        .tag("code", code.name())
        .serviceLevelObjectives(LATENCY_BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /**
   * Records the tokens of an answered call.
   *
   * @param before tokens of what was sent
   * @param after tokens of what goes to the model
   */
  public void tokens(String method, long before, long after) {
    tokensIn(method).increment((double) before);
    tokensOut(method).increment((double) after);
  }

  /** Records how much of its input budget a fitted context uses. */
  public void utilization(double ratio) {
    utilization.observe(ratio);
  }

  /** Records items that were dropped for one reason. */
  public void droppedItems(Enum<?> reason, long count) {
    Counter.builder("contextbudget.items.dropped")
        .description("Items that were dropped, by reason")
        .tag("reason", tag(reason))
        .register(registry)
        .increment((double) count);
  }

  /** Records what became of the prefix of a call that gave a prefix token. */
  public void prefixKept(boolean kept) {
    prefix(kept).increment();
  }

  /** Records that a changed catalogue file could not be used, and the old one stays. */
  public void catalogReloadFailed() {
    catalogReloadFailures().increment();
  }

  /** Records that changed files could not be used, and the old ones stay. */
  public void reloadFailed(Reloaded what) {
    reloadFailures(what).increment();
  }

  /** Shows when the certificate of the server expires, in seconds since 1970. */
  public void watchCertificate(LongSupplier expiresAtSeconds) {
    Gauge.builder(
            "contextbudget.tls.certificate.expiry.timestamp",
            expiresAtSeconds,
            at -> (double) at.getAsLong())
        .description("When the certificate of the server expires, since 1970")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /** Shows the number of calls in flight. */
  public void watchInFlight(IntSupplier inFlight) {
    Gauge.builder("contextbudget.calls.in.flight", inFlight, IntSupplier::getAsInt)
        .description("Calls that are waiting or worked on")
        .strongReference(true)
        .register(registry);
  }

  /**
   * Shows how often a text was in the cache of counts, and how often not.
   *
   * @param hits only grows, as do misses
   */
  public void watchCountCache(LongSupplier hits, LongSupplier misses) {
    watchCountCache("hit", hits);
    watchCountCache("miss", misses);
  }

  private void watchCountCache(String result, LongSupplier lookups) {
    watched.add(lookups); // the registry would let go of it
    FunctionCounter.builder("contextbudget.count.cache", lookups, LongSupplier::getAsLong)
        .description("Texts that were looked up in the cache of counts")
        .tag("result", result)
        .register(registry);
  }

  /** Returns all meters in Prometheus' text form, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private void watchCpuTime() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process) {
      FunctionCounter.builder("process.cpu", process, p -> p.getProcessCpuTime() / NANOS_PER_SECOND)
          .description("Time that all processors worked for this process")
          .baseUnit("seconds")
          .register(registry);
    }
  }

  private Counter tokensIn(String method) {
    return tokens("contextbudget.tokens.in", "Tokens of what was sent", method);
  }

  private Counter tokensOut(String method) {
    return tokens("contextbudget.tokens.out", "Tokens of what goes to the model", method);
  }

  private Counter tokens(String name, String description, String method) {
    return Counter.builder(name)
        .description(description)
        .tag("method", known(method))
        .register(registry);
  }

  private Counter prefix(boolean kept) {
    return Counter.builder("contextbudget.prefix")
        .description("Calls with a prefix token, by whether the stable prefix was kept")
        .tag("result", kept ? "kept" : "broken")
        .register(registry);
  }

  private Counter reloadFailures(Reloaded what) {
    return Counter.builder("contextbudget.credential.reload.failures")
        .description("Changed files with credentials that could not be used")
        .tag("files", what.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter catalogReloadFailures() {
    return Counter.builder("contextbudget.catalog.reload.failures")
        .description("Changed catalogue files that could not be used")
        .register(registry);
  }

  private String known(String method) {
    return methods.contains(method) ? method : OTHER;
  }

  /** A constant of the contract repeats the name of its enum, which the tag already has. */
  private static String tag(Enum<?> value) {
    String type = value.getDeclaringClass().getSimpleName();
    String prefix = type.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
    String name = value.name();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }
}
