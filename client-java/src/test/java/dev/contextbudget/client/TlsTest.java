package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.v1.GetLimitsResponse;
import io.grpc.Status.Code;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own for {@code localhost}. */
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @Test
  void aCertificateMustBeTrusted(@TempDir Path folder) throws Exception {
    KeyStore keys = keys(folder.resolve("keys.p12"));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var credentials = TlsServerCredentials.newBuilder().keyManager(own.getKeyManagers()).build();
    try (ScriptedServer server = new ScriptedServer(credentials)) {
      ClientOptions options =
          ClientOptions.tls(server.target(), Duration.ofMinutes(1)).withMaxAttempts(1);
      server.thenAnswer(GetLimitsResponse.getDefaultInstance());

      try (var stranger = ContextBudgetClient.create(options)) {
        var e = assertThrows(ContextBudgetClientException.class, stranger::getLimits);
        assertEquals(Code.UNAVAILABLE, e.code());
        assertEquals(List.of(), server.attempts);
      }
      var trusting =
          options.withCredentials(
              TlsChannelCredentials.newBuilder().trustManager(trust.getTrustManagers()).build());
      try (var friend = ContextBudgetClient.create(trusting)) {
        assertEquals(GetLimitsResponse.getDefaultInstance(), friend.getLimits());
      }
    }
  }

  private static KeyStore keys(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore pair = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      pair.load(in, PASSWORD);
    }
    return pair;
  }
}
