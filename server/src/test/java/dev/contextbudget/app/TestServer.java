package dev.contextbudget.app;

/** The real server with the real services, on free ports. */
final class TestServer {
  private TestServer() {}

  static ServerRuntime start() {
    Settings settings = new Settings();
    settings.addFlag("server.port=0");
    settings.addFlag("admin.port=0");
    settings.addFlag("server.drain-delay=0s");
    return ServerRuntime.start(ServerConfig.read(settings), Services::create);
  }
}
