package dev.contextbudget.app;

import dev.contextbudget.ops.AdminServer;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the ports of a server; what cannot be opened is told with the settings to change. */
final class Ports {
  private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

  private Ports() {}

  /** Returns where to answer calls; warns of what whoever reaches that can do. */
  static InetSocketAddress address(ServerConfig.Server config, SecurityConfig security) {
    InetSocketAddress address = resolve("server", config.host(), config.port());
    if (!address.getAddress().isLoopbackAddress()) {
      if (security.isPlaintext()) {
        LOG.warn(
            "tls.allow-plaintext: calls and credentials to {} can be read on their way, unless a"
                + " proxy or mesh encrypts them",
            config.host());
      }
      if (security.isAnonymous()) {
        LOG.warn(
            "auth.allow-anonymous: whoever reaches {} may call; let a network policy guard it",
            config.host());
      }
    }
    return address;
  }

  /** Begins to answer calls. */
  static Server listen(NettyServerBuilder builder, ServerConfig.Server config) {
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw cannotListen("server", config.host(), config.port(), e);
    }
  }

  /** Opens the port for operators, unless it is off. */
  static Optional<AdminServer> openAdmin(ServerConfig.Admin config, AdminServer.Pages pages) {
    if (!config.enabled()) {
      return Optional.empty();
    }
    InetSocketAddress address = resolve("admin", config.host(), config.port());
    if (!address.getAddress().isLoopbackAddress()) {
      LOG.warn(
          "admin.host {} is not loopback: whoever reaches it reads the metrics and settings",
          config.host());
    }
    try {
      return Optional.of(AdminServer.open(address, pages));
    } catch (IOException e) {
      throw cannotListen("admin", config.host(), config.port(), e);
    }
  }

  private static InetSocketAddress resolve(String section, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw cannotListen(section, host, port, new UnknownHostException("unknown host"));
    }
    return address;
  }

  private static CannotStart cannotListen(
      String section, String host, int port, IOException problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return new CannotStart(
        "cannot listen on %s:%d: %s; change %s.host or %s.port"
            .formatted(host, port, cause.getMessage(), section, section),
        problem);
  }
}
