package dev.contextbudget.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * The numbers of admission: how long calls wait for a worker, how many are refused, and why.
 *
 * <p>Classes and causes are enums, so their tags are closed sets.
 */
public final class AdmissionMeters {
  /** The wait is to be short: finer than the buckets of whole calls, to the longest of a batch. */
  private static final Duration[] WAIT_BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Series<Timer> waits;
  private final Series<Counter> refusals;

  AdmissionMeters(
      MeterRegistry registry, Class<? extends Enum<?>> classes, Class<? extends Enum<?>> causes) {
    this.registry = registry;
    this.waits =
        new Series<>(
            List.of(ClosedTag.ofLowerCase("class", classes)),
            tags ->
                Timer.builder("contextbudget.admission.wait")
                    .description("How long calls waited for a worker")
                    .tags(tags)
                    .serviceLevelObjectives(WAIT_BUCKETS)
                    .register(registry));
    this.refusals =
        new Series<>(
            List.of(ClosedTag.ofLowerCase("cause", causes)),
            tags ->
                Counter.builder("contextbudget.admission.refused")
                    .description("Calls that were refused before they were worked on, by cause")
                    .tags(tags)
                    .register(registry));
  }

  /** Records how long a call waited for a worker. */
  public void waited(Enum<?> serviceClass, long nanos) {
    waits.of(serviceClass).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Records a call that was refused. */
  public void refused(Enum<?> cause) {
    refusals.of(cause).increment();
  }

  /** Shows the work of a class that waits, and how much of it may, in seconds of a worker. */
  public void watchQueue(Enum<?> serviceClass, DoubleSupplier waiting, DoubleSupplier limit) {
    gauge("contextbudget.admission.waiting", "Work that waits for a worker", waiting)
        .baseUnit("seconds")
        .tag("class", tag(serviceClass))
        .register(registry);
    gauge("contextbudget.admission.limit", "Work that may wait before calls are refused", limit)
        .baseUnit("seconds")
        .tag("class", tag(serviceClass))
        .register(registry);
  }

  /** Shows the bytes of requests and answers in flight, and how many may be. */
  public void watchBytes(DoubleSupplier held, DoubleSupplier limit) {
    gauge("contextbudget.admission.held", "Requests and answers in flight", held)
        .baseUnit("bytes")
        .register(registry);
    gauge(
            "contextbudget.admission.held.limit",
            "Most bytes of them before calls are refused",
            limit)
        .baseUnit("bytes")
        .register(registry);
  }

  private static Gauge.Builder<?> gauge(String name, String description, DoubleSupplier value) {
    return Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
