package dev.contextbudget.app;

import java.io.PrintWriter;

/** Shows what the service does, on a server of its own. */
final class Demo {
  private Demo() {}

  /** Returns the exit code. */
  static int run(ServerConfig config, ServerRuntime.ServiceFactory services, PrintWriter out) {
    Logging.configure(config.log());
    try (ServerRuntime runtime = ServerRuntime.start(config, services)) {
      out.printf("answering calls on port %d%n", runtime.port());
    }
    return 0;
  }
}
