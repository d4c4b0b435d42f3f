package dev.contextbudget.app;

import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Terminal;
import dev.contextbudget.demo.DemoTour;
import java.io.File;
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
      out.println(
          "A server that stays is started by: "
              + serveCommand(System.getProperty("java.class.path", "")));
    }
  }

  /**
   * Returns the command that serves with the running jar, to be pasted where the demo was started.
   *
   * @param classPath of this JVM; {@code java -jar} makes it the path of the jar as it was typed
   */
  static String serveCommand(String classPath) {
    boolean oneJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
    String jar = oneJar ? classPath : "contextbudget-server.jar";
    return "java -jar " + (jar.contains(" ") ? '"' + jar + '"' : jar);
  }

  private static String target(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port; // an IPv6 address has colons
  }
}
