package dev.contextbudget.client.cli;

import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is called, and how. */
final class Connection {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CONTEXTBUDGET_ADDRESS:-localhost:7477}",
      description = "The server (default: CONTEXTBUDGET_ADDRESS, or localhost:7477).")
  private String target = "";

  @Option(names = "--tls", description = "Encrypt; the certificate must be one the JVM trusts.")
  private boolean tls;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Encrypt; trust the certificates in this PEM file instead.")
  private @Nullable Path caFile;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Time for a call (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  /** Returns a client, which connects with its first call. */
  ContextBudgetClient open() {
    Duration deadline = Duration.ofSeconds(timeoutSeconds);
    ClientOptions options =
        tls ? ClientOptions.tls(target, deadline) : ClientOptions.plaintext(target, deadline);
    return ContextBudgetClient.create(
        caFile == null ? options : options.withCredentials(trusting(caFile)));
  }

  private static io.grpc.ChannelCredentials trusting(Path caFile) {
    try {
      return TlsChannelCredentials.newBuilder().trustManager(caFile.toFile()).build();
    } catch (IOException e) {
      throw new BadInput(caFile + ": cannot be read: " + e.getMessage());
    }
  }
}
