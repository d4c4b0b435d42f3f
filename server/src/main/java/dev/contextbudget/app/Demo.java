package dev.contextbudget.app;

import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.demo.DemoTour;
import dev.contextbudget.demo.Terminal;
import java.io.PrintWriter;
import java.time.Duration;

/** Shows what the service does, on a server of its own. */
final class Demo {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Demo() {}

  /**
   * Starts a server, calls it and stops it.
   *
   * @throws CannotStart if the server cannot be started
   */
  static void run(
      ServerConfig config,
      ServerRuntime.ServiceFactory services,
      PrintWriter out,
      Terminal terminal) {
    Logging.configure(config.log());
    try (ServerRuntime server = ServerRuntime.start(config, services);
        ContextBudgetClient client =
            ContextBudgetClient.create(
                ClientOptions.plaintext(target(config.server().host(), server.port()), DEADLINE))) {
      new DemoTour(client, out, terminal).run();
      out.println("A server that stays is started by: java -jar contextbudget-server.jar");
    }
  }

  private static String target(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port; // an IPv6 address has colons
  }
}
