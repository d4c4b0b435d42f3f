package dev.contextbudget.client.cli;

import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
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
      names = "--cert-file",
      paramLabel = "FILE",
      description = "Encrypt; show the server this certificate, in PEM.")
  private @Nullable Path certFile;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The key of --cert-file, in PEM.")
  private @Nullable Path keyFile;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      defaultValue = "${env:CONTEXTBUDGET_API_KEY_FILE}",
      description =
          "An API key or JWT is read from this file (default: CONTEXTBUDGET_API_KEY_FILE, or the"
              + " key itself in CONTEXTBUDGET_API_KEY).")
  private @Nullable Path apiKeyFile;

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
    if (caFile != null || certFile != null || keyFile != null) {
      options = options.withCredentials(encrypted());
    }
    // A key is no option: others on the machine see those.
    String credential =
        apiKeyFile == null
            ? System.getenv().getOrDefault("CONTEXTBUDGET_API_KEY", "")
            : read(apiKeyFile);
    return ContextBudgetClient.create(options.withCredential(() -> credential));
  }

  private ChannelCredentials encrypted() {
    if ((certFile == null) != (keyFile == null)) {
      throw new BadInput("--cert-file, --key-file: want both or none");
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    @Nullable Path reading = null;
    try {
      if (caFile != null) {
        reading = caFile;
        credentials.trustManager(caFile.toFile());
      }
      if (certFile != null && keyFile != null) {
        reading = certFile;
        credentials.keyManager(certFile.toFile(), keyFile.toFile());
      }
      return credentials.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput(reading + ": cannot be read: " + e.getMessage());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read: " + e.getMessage());
    }
  }
}
