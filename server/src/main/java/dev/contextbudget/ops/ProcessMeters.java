package dev.contextbudget.ops;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process and its JVM: memory, collector, threads, files, processors, and what was built. */
final class ProcessMeters implements AutoCloseable {
  /** Micrometer's name, in nanoseconds; Prometheus has a name of its own for it, in seconds. */
  private static final String CPU_TIME = "process.cpu.time";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Path STATM = Path.of("/proc/self/statm");

  /** Of every Linux that a JDK is built for, but for a few of ARM. */
  private static final int PAGE_BYTES = 4096;

  private final JvmGcMetrics gc = new JvmGcMetrics();

  ProcessMeters(MeterRegistry registry) {
    registry.config().meterFilter(MeterFilter.denyNameStartsWith(CPU_TIME));
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    watchProcess(registry);
    watchAotCache(registry, AotCache.ofThisProcess());
    Gauge.builder("contextbudget.build.info", () -> 1)
        .description("1, of the version that runs and the JVM that runs it")
        .tag("version", version())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  /** Returns what was built, as the jar says. */
  static String version() {
    String version = ProcessMeters.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static void watchProcess(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process) {
      FunctionCounter.builder("process.cpu", process, p -> p.getProcessCpuTime() / NANOS_PER_SECOND)
          .description("Time that all processors worked for this process")
          .baseUnit("seconds")
          .register(registry);
      Gauge.builder("process.memory.limit", process, p -> (double) p.getTotalMemorySize())
          .description("Memory that the container may have, or else of the machine")
          .baseUnit("bytes")
          .register(registry);
    }
    if (Files.isReadable(STATM)) {
      Gauge.builder("process.resident.memory", ProcessMeters::residentBytes)
          .description("Memory of the process that is in use")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** Its second number is the pages that are resident. */
  private static double residentBytes() {
    try {
      return (double) Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE_BYTES;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static void watchAotCache(MeterRegistry registry, AotCache cache) {
    Gauge.builder("jvm.aot.cache.configured", () -> cache.configured() ? 1 : 0)
        .description("1 if the JVM was told to read classes from an AOT cache")
        .register(registry);
    Gauge.builder("jvm.aot.cache.used", () -> cache.used() ? 1 : 0)
        .description("1 if it does")
        .register(registry);
  }

  @Override
  public void close() {
    gc.close();
  }
}
