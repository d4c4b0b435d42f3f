package dev.contextbudget.ops;

import dev.contextbudget.core.error.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The numbers that tell how the service does, in Prometheus' text form.
 *
 * <p>Every tag is from a closed set, as a tag from a request would let a caller fill the memory of
 * the server and of its scraper: methods are those of the server, everything else is a constant of
 * an enum, which no caller can make. All series are there before the first call.
 */
public final class Meters implements AutoCloseable {
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

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProcessMeters process = new ProcessMeters(registry);
  private final TenantMeters tenants = new TenantMeters(registry);
  private final Set<String> methods;
  private final Counter catalogReloadFailures =
      Counter.builder("contextbudget.catalog.reload.failures")
          .description("Changed catalogue files that could not be used")
          .register(registry);
  private final Series<Counter> credentialReloadFailures =
      new Series<>(
          List.of(ClosedTag.ofLowerCase("files", Reloaded.class)),
          tags ->
              Counter.builder("contextbudget.credential.reload.failures")
                  .description("Changed files with credentials that could not be used")
                  .tags(tags)
                  .register(registry));
  private final List<LongSupplier> watched = new CopyOnWriteArrayList<>();

  /**
   * @param methods full names of the methods of the server; another is counted as {@code other}
   */
  public Meters(Set<String> methods) {
    this.methods = Set.copyOf(methods);
  }

  /**
   * Makes the meters of calls.
   *
   * @param codes all that a call can end with
   */
  public CallMeters calls(Class<? extends Enum<?>> codes) {
    return new CallMeters(registry, methods, codes, Reason.class);
  }

  /**
   * Makes the meters of answers, once.
   *
   * @param countingMethods full names of the methods that count tokens
   * @param dropReasons all that an item can be dropped for
   */
  public ContextMeters contexts(Set<String> countingMethods, Class<? extends Enum<?>> dropReasons) {
    return new ContextMeters(
        registry, registry.getPrometheusRegistry(), countingMethods, dropReasons);
  }

  /** Records that a changed catalogue file could not be used, and the old one stays. */
  public void catalogReloadFailed() {
    catalogReloadFailures.increment();
  }

  /** Records that changed files could not be used, and the old ones stay. */
  public void reloadFailed(Reloaded what) {
    credentialReloadFailures.of(what).increment();
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

  /** Returns the numbers of tenants. */
  public TenantMeters tenants() {
    return tenants;
  }

  /**
   * Makes the meters of admission, once.
   *
   * @param classes how urgent a call can be
   * @param causes all that a call can be refused for
   */
  public AdmissionMeters admission(
      Class<? extends Enum<?>> classes, Class<? extends Enum<?>> causes) {
    return new AdmissionMeters(registry, classes, causes);
  }

  /**
   * Shows of which day the facts in force are, and of how many models.
   *
   * @param day such as {@code 2026-11-21}; an operator's file may have another form, and is then of
   *     no day
   */
  public void watchCatalog(Supplier<String> day, IntSupplier models) {
    Gauge.builder("contextbudget.catalog.date.timestamp", day, d -> startOf(d.get()))
        .description("Day of the newest facts about models, in seconds since 1970")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    Gauge.builder("contextbudget.catalog.models", models, IntSupplier::getAsInt)
        .description("Models that are known")
        .strongReference(true)
        .register(registry);
  }

  private static double startOf(String day) {
    try {
      return (double) LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    } catch (DateTimeParseException e) {
      return Double.NaN;
    }
  }

  /** Shows the number of calls in flight, and how many may be. */
  public void watchInFlight(IntSupplier inFlight, IntSupplier limit) {
    Gauge.builder("contextbudget.calls.in.flight", inFlight, IntSupplier::getAsInt)
        .description("Calls that are waiting or worked on")
        .strongReference(true)
        .register(registry);
    Gauge.builder("contextbudget.calls.in.flight.limit", limit, IntSupplier::getAsInt)
        .description("Calls in flight above which more are refused")
        .strongReference(true)
        .register(registry);
  }

  /**
   * Shows the memory outside of the heap that the transport holds, which no meter of the JVM sees.
   *
   * @param used -1 if it is not known
   */
  public void watchTransportMemory(LongSupplier used, LongSupplier max) {
    watchBytes("used", "Memory outside of the heap that connections hold", used);
    watchBytes("max", "Memory outside of the heap that connections may hold", max);
  }

  private void watchBytes(String which, String description, LongSupplier bytes) {
    Gauge.builder("contextbudget.transport.direct." + which, bytes, b -> (double) b.getAsLong())
        .description(description)
        .baseUnit("bytes")
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
    process.close();
    registry.close();
  }
}
