package dev.contextbudget.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The admin port: {@code /metrics} for Prometheus, {@code /healthz} and {@code /readyz} for an
 * orchestrator, {@code /config} for a person.
 *
 * <p>A port of its own, so that a scraper cannot hold up calls, with a few threads, bound to
 * loopback unless configured otherwise: it tells nothing secret, but is no concern of callers. A
 * request must be there within 5 seconds of its first byte.
 */
public final class AdminServer implements AutoCloseable {
  /** More than the probes and scrapers of one server. */
  private static final int THREADS = 16;

  private static final String MAX_REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  private static final int BACKLOG = 16;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // A connection that never sends its request holds a thread: for ever, unless this is set.
    if (System.getProperty(MAX_REQUEST_SECONDS) == null) {
      System.setProperty(MAX_REQUEST_SECONDS, "5");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * What the port tells.
   *
   * @param metrics in Prometheus' text form
   * @param ready whether calls should be sent here
   * @param config the configuration in force, without secrets
   */
  public record Pages(Supplier<String> metrics, BooleanSupplier ready, String config) {}

  private record Page(int status, String contentType, String body) {}

  private AdminServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Opens the port.
   *
   * @throws IOException if the address is in use or not of this machine
   */
  public static AdminServer open(InetSocketAddress address, Pages pages) throws IOException {
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, r -> new Thread(r, "admin"));
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    return new AdminServer(server, threads);
  }

  /** Returns the port that was opened, of which the configuration may only say that it is free. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private static void answer(HttpExchange exchange, Pages pages) throws IOException {
    try (exchange) {
      Page page = page(exchange, pages);
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), -1);
      } else {
        exchange.sendResponseHeaders(page.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Page page(HttpExchange exchange, Pages pages) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Page(405, TEXT, "only GET\n");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/metrics" -> new Page(200, PROMETHEUS, pages.metrics().get());
      case "/healthz" -> new Page(200, TEXT, "ok\n");
      case "/readyz" ->
          pages.ready().getAsBoolean()
              ? new Page(200, TEXT, "ready\n")
              : new Page(503, TEXT, "not ready\n");
      case "/config" -> new Page(200, TEXT, pages.config());
      default -> new Page(404, TEXT, "try /metrics, /healthz, /readyz or /config\n");
    };
  }
}
