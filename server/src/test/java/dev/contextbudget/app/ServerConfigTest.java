package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.app.ServerConfig.Format;
import dev.contextbudget.app.ServerConfig.Level;
import dev.contextbudget.grpc.Limits;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

  private static ServerConfig read(String yaml, Map<String, String> environment, String... flags) {
    Settings settings = new Settings();
    settings.addFile("test.yaml", yaml);
    settings.addEnvironment(environment);
    List.of(flags).forEach(settings::addFlag);
    return ServerConfig.read(settings);
  }

  private static List<String> problems(
      String yaml, Map<String, String> environment, String... flags) {
    return assertThrows(BadConfig.class, () -> read(yaml, environment, flags))
        .getMessage()
        .lines()
        .toList();
  }

  /** A change of any default is a change for every operator, so it must be seen here. */
  @Test
  void everyDefaultIsKnown() {
    assertEquals(
        """
        server:
          host: "127.0.0.1"
          port: 7477
          threads: 0
          max-in-flight: 1000
          max-in-flight-bytes: 0B
          reflection: true
          drain-delay: 5s
          drain-grace: 25s
          max-connections: 1000
          max-message-bytes: 16MiB
          max-light-message-bytes: 256KiB
          deadline: 30s
          compact-deadline: 2m
          max-deadline: 5m
        limits:
          max-components: 1000
          max-messages: 20000
          max-items: 20000
          max-documents: 100000
          max-tools: 1000
          max-parts: 256
          max-slots: 1000
          max-text-bytes: 4MiB
          max-schema-bytes: 256KiB
          max-schema-depth: 32
        tls:
          certificate: ""
          private-key: ""
          client-ca: ""
          client-auth: none
          allow-plaintext: false
        auth:
          tenants: ""
          allow-anonymous: false
          shadow-quotas: false
          reload-interval: 10s
        jwt:
          issuer: ""
          audience: ""
          keys: ""
          tenant-claim: "tenant"
        admin:
          enabled: true
          host: "127.0.0.1"
          port: 7478
        catalog:
          overlay: ""
          reload-interval: 10s
        tokenizers:
          count-cache-entries: 65536
          dir: ""
        log:
          level: info
          format: plain
        telemetry:
          otlp-endpoint: ""
          sample-percent: 100
        """,
        read("", Map.of()).yaml());
  }

  @Test
  void theDefaultsAreThoseOfTheValuesTheyBecome() {
    ServerConfig config = read("", Map.of());

    assertEquals(
        new ServerConfig.Server(
            "127.0.0.1",
            7477,
            Runtime.getRuntime().availableProcessors(),
            1_000,
            0,
            true,
            Duration.ofSeconds(5),
            Duration.ofSeconds(25)),
        config.server());
    assertEquals(Limits.DEFAULTS, config.limits());
    assertEquals(
        new SecurityConfig(
            new SecurityConfig.Tls(Optional.empty(), false),
            new SecurityConfig.Auth(Optional.empty(), false, false),
            Optional.empty(),
            Duration.ofSeconds(10)),
        config.security());
    assertEquals(new ServerConfig.Admin(true, "127.0.0.1", 7478), config.admin());
    assertEquals(
        new ServerConfig.Catalog(Optional.empty(), Duration.ofSeconds(10)), config.catalog());
    assertEquals(new ServerConfig.Tokenizers(1 << 16, Optional.empty()), config.tokenizers());
    assertEquals(new ServerConfig.Log(Level.INFO, Format.PLAIN), config.log());
    assertEquals(new ServerConfig.Telemetry(Optional.empty(), 100), config.telemetry());
  }

  private static final String EVERY_SETTING =
      """
      server:
        host: "0.0.0.0"
        port: 1
        threads: 3
        max-in-flight: 5
        max-in-flight-bytes: 40MiB
        reflection: false
        drain-delay: 250ms
        drain-grace: 1m
        max-connections: 23
        max-message-bytes: 32MiB
        max-light-message-bytes: 1000B
        deadline: 7s
        compact-deadline: 8s
        max-deadline: 9s
      limits:
        max-components: 11
        max-messages: 12
        max-items: 13
        max-documents: 22
        max-tools: 14
        max-parts: 15
        max-slots: 16
        max-text-bytes: 17KiB
        max-schema-bytes: 18KiB
        max-schema-depth: 19
      tls:
        certificate: "tls.crt"
        private-key: "tls.key"
        client-ca: "ca.crt"
        client-auth: optional
        allow-plaintext: true
      auth:
        tenants: "tenants.yaml"
        allow-anonymous: true
        shadow-quotas: true
        reload-interval: 23s
      jwt:
        issuer: "https://issuer.example"
        audience: "contextbudget"
        keys: "jwks.json"
        tenant-claim: "org"
      admin:
        enabled: false
        host: "::1"
        port: 2
      catalog:
        overlay: "models \\"a\\" \\\\ b.yaml"
        reload-interval: 1h
      tokenizers:
        count-cache-entries: 21
        dir: "vocabularies"
      log:
        level: warn
        format: json
      telemetry:
        otlp-endpoint: "http://[::1]:4317"
        sample-percent: 3
      """;

  @Test
  void everySettingReachesItsPlace() {
    ServerConfig config = read(EVERY_SETTING, Map.of());

    assertEquals(
        new ServerConfig.Server(
            "0.0.0.0", 1, 3, 5, 40 << 20, false, Duration.ofMillis(250), Duration.ofMinutes(1)),
        config.server());
    assertEquals(
        new Limits(
            11, 12, 13, 22, 14, 15, 16, 17 << 10, 18 << 10, 19, 23, 32 << 20, 1000, 7000, 8000,
            9000),
        config.limits());
    assertEquals(
        new SecurityConfig(
            new SecurityConfig.Tls(
                Optional.of(
                    new SecurityConfig.Files(
                        Path.of("tls.crt"),
                        Path.of("tls.key"),
                        Optional.of(Path.of("ca.crt")),
                        SecurityConfig.ClientAuth.OPTIONAL)),
                true),
            new SecurityConfig.Auth(Optional.of(Path.of("tenants.yaml")), true, true),
            Optional.of(
                new SecurityConfig.Jwt(
                    "https://issuer.example", "contextbudget", Path.of("jwks.json"), "org")),
            Duration.ofSeconds(23)),
        config.security());
    assertEquals(new ServerConfig.Admin(false, "::1", 2), config.admin());
    assertEquals(
        new ServerConfig.Catalog(
            Optional.of(Path.of("models \"a\" \\ b.yaml")), Duration.ofHours(1)),
        config.catalog());
    assertEquals(
        new ServerConfig.Tokenizers(21, Optional.of(Path.of("vocabularies"))), config.tokenizers());
    assertEquals(new ServerConfig.Log(Level.WARN, Format.JSON), config.log());
    assertEquals(
        new ServerConfig.Telemetry(Optional.of("http://[::1]:4317"), 3), config.telemetry());
  }

  @Test
  void whatIsPrintedIsAFileThatSetsTheSame() {
    assertEquals(EVERY_SETTING, read(EVERY_SETTING, Map.of()).yaml());
  }

  @Test
  void flagsWinOverTheEnvironmentAndThatOverTheFile() {
    String file = "server: {port: 1, threads: 1, max-in-flight: 1}";
    Map<String, String> environment =
        Map.of("CONTEXTBUDGET_SERVER_PORT", "2", "CONTEXTBUDGET_SERVER_THREADS", "2");

    ServerConfig config = read(file, environment, "server.port=3");

    assertEquals(3, config.server().port());
    assertEquals(2, config.server().threads());
    assertEquals(1, config.server().maxInFlight());
  }

  @Test
  void aKeyWithDashesHasAVariableToo() {
    Map<String, String> environment = Map.of("CONTEXTBUDGET_SERVER_MAX_MESSAGE_BYTES", "1MiB");

    assertEquals(1 << 20, read("", environment).limits().maxMessageBytes());
  }

  @Test
  void aSettingWithoutAValueIsNotSet() {
    assertEquals(7477, read("server:\n  port:\nlimits:\n", Map.of()).server().port());
  }

  @Test
  void anUnknownVariableIsAnErrorThatNamesTheNearest() {
    assertEquals(
        List.of(
            "environment: CONTEXTBUDGET_SERVER_PROT: unknown; did you mean"
                + " CONTEXTBUDGET_SERVER_PORT or CONTEXTBUDGET_SERVER_HOST?"),
        problems("", Map.of("CONTEXTBUDGET_SERVER_PROT", "1", "PATH", "/bin")));
  }

  @Test
  void aBadVariableIsToldByItsName() {
    assertEquals(
        List.of(
            "environment: CONTEXTBUDGET_ADMIN_PORT: want a whole number from 0 to 65535, got x"),
        problems("", Map.of("CONTEXTBUDGET_ADMIN_PORT", "x")));
  }

  @Test
  void anUnknownFlagIsAnErrorThatNamesTheNearest() {
    assertEquals(
        List.of("--set server.prot: unknown; did you mean server.port or server.host?"),
        problems("", Map.of(), "server.prot=1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.port", "=1", ""})
  void aFlagIsAKeyAndAValue(String flag) {
    assertEquals(List.of("--set %s: want KEY=VALUE".formatted(flag)), problems("", Map.of(), flag));
  }

  @Test
  void whatKubernetesPutsIntoTheEnvironmentIsNotOurs() {
    Map<String, String> environment =
        Map.of(
            "CONTEXTBUDGET_SERVER_PORT", "tcp://10.0.0.1:7477",
            "CONTEXTBUDGET_PORT", "tcp://10.0.0.1:7477",
            "CONTEXTBUDGET_PORT_7477_TCP", "tcp://10.0.0.1:7477",
            "CONTEXTBUDGET_PORT_7477_TCP_ADDR", "10.0.0.1",
            "CONTEXTBUDGET_PORT_7477_TCP_PROTO", "tcp",
            "CONTEXTBUDGET_SERVICE_HOST", "10.0.0.1",
            "CONTEXTBUDGET_SERVICE_PORT", "7477",
            "CONTEXTBUDGET_SERVICE_PORT_GRPC", "7477");

    assertEquals(7477, read("", environment).server().port());
  }

  @Test
  void aPortThatIsOffTakesNoOthersPlace() {
    String same = "{port: 7477}\nadmin: {port: 7477, enabled: ";

    assertFalse(read("server: " + same + "false}", Map.of()).admin().enabled());
    assertEquals(
        List.of("server.port and admin.port: want two different ports"),
        problems("server: " + same + "true}", Map.of()));
  }

  static Stream<String> badFiles() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(badFolder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static Path badFolder() throws URISyntaxException {
    return Path.of(ServerConfigTest.class.getResource("/config/bad").toURI());
  }

  /** The first lines of each file say what is wrong with it; a star stands for any beginning. */
  @ParameterizedTest
  @MethodSource("badFiles")
  void everyMistakeInAFileIsTold(String name) throws Exception {
    String yaml = Files.readString(badFolder().resolve(name));
    List<String> wanted =
        yaml.lines()
            .filter(line -> line.startsWith("# want: "))
            .map(line -> line.substring("# want: ".length()))
            .toList();

    List<String> problems = problems(yaml, Map.of());

    assertFalse(wanted.isEmpty());
    assertEquals(wanted.size(), problems.size(), problems::toString);
    for (int i = 0; i < wanted.size(); i++) {
      String problem = problems.get(i);
      assertTrue(
          problem.startsWith("test.yaml: ") || problem.matches("(server|tls|jwt)\\..*"), problem);
      if (wanted.get(i).startsWith("*")) {
        assertTrue(problem.contains(wanted.get(i).substring(1)), problem);
      } else {
        assertEquals(wanted.get(i), problem.replaceFirst("^test.yaml: ", ""));
      }
    }
  }
}
