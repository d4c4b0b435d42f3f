package dev.contextbudget.app;

import dev.contextbudget.grpc.Limits;
import dev.contextbudget.grpc.interceptor.Capacity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a server is to run; each part is checked and never changes.
 *
 * @param yaml all of it as a file that would set it; it holds nothing secret
 */
public record ServerConfig(
    Server server,
    Limits limits,
    SecurityConfig security,
    Admin admin,
    Catalog catalog,
    Tokenizers tokenizers,
    Log log,
    Telemetry telemetry,
    String yaml) {

  /** Of a collector: nothing that could hold a password, as settings are printed. */
  private static final Pattern COLLECTOR = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+/?");

  /** A message is held in memory as a whole, and as objects several times over. */
  private static final int MAX_MESSAGE = 256 << 20;

  /** 2.3 MiB, for the messages of some hundred long conversations. */
  private static final int COUNT_CACHE_ENTRIES = 1 << 16;

  /** 144 MiB. */
  private static final int MAX_COUNT_CACHE_ENTRIES = 1 << 22;

  /**
   * The port that answers calls.
   *
   * <p>It is bound to loopback unless set otherwise; what has to be set then is said by {@link
   * SecurityConfig}.
   *
   * @param port 0 for any that is free
   * @param threads calls worked on at a time; the work is all CPU
   * @param maxInFlight calls that are open, those that wait for their request included; more are
   *     refused at once
   * @param maxInFlightBytes bytes of requests and answers at a time, the last quarter for one
   *     request; what is more is refused; 0 for what fits the memory of the JVM
   * @param drainDelay time between saying "not serving" and refusing calls, for load balancers
   * @param drainGrace time that calls in flight then have
   */
  public record Server(
      String host,
      int port,
      int threads,
      int maxInFlight,
      int maxInFlightBytes,
      boolean reflection,
      Duration drainDelay,
      Duration drainGrace) {}

  /**
   * The port for operators.
   *
   * @param enabled false if nobody listens for it: no metrics and no health over HTTP then
   * @param port 0 for any that is free
   */
  public record Admin(boolean enabled, String host, int port) {}

  /**
   * The operator's own facts about models.
   *
   * @param overlay file that is laid over the built-in catalogue
   * @param reloadInterval how often it is looked at, and the operator's tokenizers as well
   */
  public record Catalog(Optional<Path> overlay, Duration reloadInterval) {}

  /**
   * How texts are counted.
   *
   * @param countCacheEntries counts of texts that are remembered at most; 0 for none
   * @param directory of tokenizers that take the place of estimates
   */
  public record Tokenizers(int countCacheEntries, Optional<Path> directory) {}

  /** What is logged and how. */
  public record Log(Level level, Format format) {}

  /**
   * Where traces go.
   *
   * @param otlpEndpoint a collector that takes OTLP over gRPC; none for no traces
   * @param samplePercent how many of the calls are sent, those aside that their callers do not
   *     sample
   */
  public record Telemetry(Optional<String> otlpEndpoint, int samplePercent) {}

  /** From which severity on lines are logged. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a line of the log looks. */
  public enum Format {
    PLAIN,
    JSON
  }

  /** Returns what the server has room for. */
  Capacity capacity() {
    long bytes =
        server.maxInFlightBytes() == 0
            ? CallMemory.bytes(limits.maxMessageBytes())
            : server.maxInFlightBytes();
    return new Capacity(server.threads(), server.maxInFlight(), bytes);
  }

  /**
   * Reads a configuration.
   *
   * @throws BadConfig with everything that is wrong
   */
  static ServerConfig read(Settings settings) {
    Server server = server(settings);
    Limits limits = limits(settings);
    settings.check(
        server.maxInFlightBytes() == 0 || server.maxInFlightBytes() >= limits.maxMessageBytes(),
        "server.max-in-flight-bytes: want at least server.max-message-bytes, or 0");
    SecurityConfig security = SecurityConfig.read(settings, server.host());
    Admin admin =
        new Admin(
            settings.flag("admin.enabled", true),
            settings.text("admin.host", "127.0.0.1"),
            port(settings, "admin.port", 7478));
    Catalog catalog = catalog(settings);
    Tokenizers tokenizers =
        new Tokenizers(
            settings.number(
                "tokenizers.count-cache-entries", COUNT_CACHE_ENTRIES, 0, MAX_COUNT_CACHE_ENTRIES),
            settings.path("tokenizers.dir"));
    Log log =
        new Log(
            settings.choice("log.level", Level.INFO, Level.class),
            settings.choice("log.format", Format.PLAIN, Format.class));
    Telemetry telemetry = telemetry(settings);
    settings.check(
        !admin.enabled()
            || server.port() != admin.port()
            || server.port() == 0
            || !server.host().equals(admin.host()),
        "server.port and admin.port: want two different ports");
    return new ServerConfig(
        server, limits, security, admin, catalog, tokenizers, log, telemetry, settings.finish());
  }

  private static Telemetry telemetry(Settings settings) {
    Telemetry telemetry =
        new Telemetry(
            settings.optionalText("telemetry.otlp-endpoint"),
            settings.number("telemetry.sample-percent", 100, 0, 100));
    settings.check(
        telemetry.otlpEndpoint().filter(url -> !COLLECTOR.matcher(url).matches()).isEmpty(),
        "telemetry.otlp-endpoint: want a collector such as http://localhost:4317");
    return telemetry;
  }

  private static Server server(Settings settings) {
    Duration tenMinutes = Duration.ofMinutes(10);
    return new Server(
        settings.text("server.host", "127.0.0.1"),
        port(settings, "server.port", 7477),
        threads(settings),
        settings.number("server.max-in-flight", 1_000, 1, 100_000),
        settings.bytes("server.max-in-flight-bytes", 0, 0, 1 << 30),
        settings.flag("server.reflection", true),
        settings.duration("server.drain-delay", Duration.ofSeconds(5), Duration.ZERO, tenMinutes),
        settings.duration("server.drain-grace", Duration.ofSeconds(25), Duration.ZERO, tenMinutes));
  }

  private static int port(Settings settings, String key, int otherwise) {
    return settings.number(key, otherwise, 0, 65_535);
  }

  /** The default differs from machine to machine, so it is written as 0. */
  private static int threads(Settings settings) {
    int threads = settings.number("server.threads", 0, 0, 1_024);
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private static Limits limits(Settings settings) {
    Limits d = Limits.DEFAULTS;
    int connections = settings.number("server.max-connections", d.maxConnections(), 1, 100_000);
    int message = bytes(settings, "server.max-message-bytes", d.maxMessageBytes(), MAX_MESSAGE);
    int light =
        bytes(settings, "server.max-light-message-bytes", d.maxLightMessageBytes(), MAX_MESSAGE);
    long deadline = millis(settings, "server.deadline", d.deadlineMillis());
    long compact = millis(settings, "server.compact-deadline", d.compactDeadlineMillis());
    long longest = millis(settings, "server.max-deadline", d.maxDeadlineMillis());
    settings.check(
        light <= message, "server.max-light-message-bytes: want at most server.max-message-bytes");
    settings.check(
        Math.max(deadline, compact) <= longest,
        "server.deadline, server.compact-deadline: want at most server.max-deadline");
    return new Limits(
        settings.number("limits.max-components", d.maxComponents(), 1, 10_000),
        settings.number("limits.max-messages", d.maxMessages(), 1, 100_000),
        settings.number("limits.max-items", d.maxItems(), 1, 100_000),
        settings.number("limits.max-documents", d.maxDocuments(), 1, 1_000_000),
        settings.number("limits.max-tools", d.maxTools(), 1, 10_000),
        settings.number("limits.max-parts", d.maxParts(), 1, 1_024),
        settings.number("limits.max-slots", d.maxSlots(), 1, 10_000),
        bytes(settings, "limits.max-text-bytes", d.maxTextBytes(), 16 << 20),
        bytes(settings, "limits.max-schema-bytes", d.maxSchemaBytes(), 1 << 20),
        settings.number("limits.max-schema-depth", d.maxSchemaDepth(), 1, 64),
        connections,
        message,
        light,
        deadline,
        compact,
        Math.max(longest, Math.max(deadline, compact)));
  }

  private static int bytes(Settings settings, String key, int otherwise, int max) {
    return settings.bytes(key, otherwise, 1, max);
  }

  private static long millis(Settings settings, String key, long otherwise) {
    Duration given =
        settings.duration(
            key, Duration.ofMillis(otherwise), Duration.ofMillis(1), Duration.ofMinutes(5));
    return given.toMillis();
  }

  private static Catalog catalog(Settings settings) {
    return new Catalog(
        settings.path("catalog.overlay"),
        settings.duration(
            "catalog.reload-interval",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofHours(24)));
  }
}
