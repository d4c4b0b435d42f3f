package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is sent {@code SIGHUP} reads its files again, and goes on. */
class HangUpTest {
  /** The interval is a day, so it is the signal that makes the file be read. */
  @Test
  void aServerThatIsHungUpReadsTheCatalogueFileAgainAndGoesOn(@TempDir Path folder)
      throws Exception {
    Path overlay = Files.writeString(folder.resolve("overlay.yaml"), "");
    try (ServerProcess server =
        ServerProcess.heedingHangUps(
            "--set=server.port=0",
            "--set=catalog.reload-interval=24h",
            "--set=catalog.overlay=" + overlay)) {
      server.servingAndHeeding();

      server.hangUp();
      server.lineWith("catalogue reloaded");
      Files.writeString(overlay, "models: " + "[".repeat(5_000));
      server.hangUp();
      server.lineWith("catalogue not reloaded, the old one stays");
      Files.writeString(overlay, "");
      server.hangUp();
      server.lineWith("catalogue reloaded");
      assertTrue(server.isAlive());
    }
  }

  /** The interval is a day, so it is the signal that makes the files be read. */
  @Test
  void aServerThatIsHungUpReadsCredentialsAgainAndTheCatalogueToo(@TempDir Path folder)
      throws Exception {
    Path overlay = Files.writeString(folder.resolve("overlay.yaml"), "");
    Path tenants = Files.writeString(folder.resolve("tenants.yaml"), "tenants: [{id: acme}]");
    JWKSet keys = new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("k").generate());
    Path jwks = Files.writeString(folder.resolve("jwks.json"), keys.toPublicJWKSet().toString());
    Pki pki = new Pki(folder).authority("ca").certificate("server", "ca");
    try (ServerProcess server =
        ServerProcess.heedingHangUps(
            "--set=server.port=0",
            "--set=catalog.reload-interval=24h",
            "--set=catalog.overlay=" + overlay,
            "--set=auth.reload-interval=24h",
            "--set=tls.certificate=" + pki.chain("server"),
            "--set=tls.private-key=" + pki.key("server"),
            "--set=auth.tenants=" + tenants,
            "--set=jwt.issuer=https://issuer.example",
            "--set=jwt.audience=budget",
            "--set=jwt.keys=" + jwks)) {
      server.servingAndHeeding();

      Files.writeString(tenants, "tenants: broken");
      server.hangUp();

      Set<String> wanted =
          new HashSet<>(
              Set.of(
                  "catalogue reloaded",
                  "TLS files reloaded",
                  "tenants not reloaded, the old one stays",
                  "keys of JWTs reloaded"));
      while (!wanted.isEmpty()) {
        String line = server.lineWith("reloaded");
        wanted.removeIf(line::contains);
      }
      Files.writeString(tenants, "tenants: [{id: acme}]");
      server.hangUp();
      server.lineWith("tenants reloaded");
    }
  }

  @Test
  void aServerWithoutACatalogueFileIsNotStoppedByAHangUp() throws Exception {
    try (ServerProcess server = ServerProcess.heedingHangUps("--set=server.port=0")) {
      server.servingAndHeeding();

      server.hangUp();

      server.lineWith("SIGHUP: there is no catalogue file to read again");
      assertTrue(server.isAlive());
    }
  }

  /** The JVM leaves an ignored signal alone: the server says so, lest an operator wait for it. */
  @Test
  void aServerUnderNohupSaysThatItIgnoresHangUpsAndReadsTheFileByTheInterval(@TempDir Path folder)
      throws Exception {
    Path overlay = Files.writeString(folder.resolve("overlay.yaml"), "");
    try (ServerProcess server =
        new ServerProcess(
            List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"),
            "--set=server.port=0",
            "--set=catalog.reload-interval=100ms",
            "--set=catalog.overlay=" + overlay)) {
      server.lineWith("SIGHUP is ignored");
      server.serving();

      server.hangUp();
      Files.writeString(overlay, "models: []");

      server.lineWith("catalogue reloaded");
      assertTrue(server.isAlive());
    }
  }
}
