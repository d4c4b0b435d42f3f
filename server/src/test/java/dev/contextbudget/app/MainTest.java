package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) {
    return run((config, meters, stack) -> List.of(), environment, args);
  }

  private int run(
      ServerRuntime.ServiceFactory services, Map<String, String> environment, String... args) {
    CommandLine line = Main.commandLine(new Main(environment, services));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void aGoodConfigurationIsPrintedAndCheckedWithoutServing() {
    assertEquals(0, run(Map.of(), "--check-config", "--set", "server.port=1"));

    assertTrue(out.toString().contains("\n  port: 1\n"), out::toString);
    assertEquals("", err.toString());
  }

  @Test
  void optionsStandBeforeOrAfterTheCommand() {
    assertEquals(0, run(Map.of(), "serve", "--check-config", "--set=server.port=2"));
    assertEquals(0, run(Map.of(), "--set=server.port=2", "serve", "--check-config"));

    assertEquals(2, out.toString().split("\n  port: 2\n", -1).length - 1, out::toString);
  }

  @Test
  void everyProblemOfABadConfigurationIsToldAndTheCodeIsTwo() {
    int code =
        run(
            Map.of("CONTEXTBUDGET_LOG_LEVEL", "loud"),
            "--check-config",
            "--set",
            "server.port=x",
            "--set",
            "sever.port=1");

    assertEquals(2, code);
    assertEquals(
        """
        --set server.port: want a whole number from 0 to 65535, got x
        environment: CONTEXTBUDGET_LOG_LEVEL: want one of debug, info, warn, error, got loud
        --set sever.port: unknown; did you mean server.port or server.host?
        """,
        err.toString().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void aFileIsRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "server:\n  port: 3\n");

    assertEquals(0, run(Map.of(), "--check-config", "--config", file.toString()));
    assertTrue(out.toString().contains("\n  port: 3\n"), out::toString);
  }

  @Test
  void aFileThatIsNotThereIsABadConfiguration() {
    assertEquals(2, run(Map.of(), "--check-config", "--config", "no-such-file.yaml"));
    assertEquals(
        "no-such-file.yaml: cannot be read: there is no such file", err.toString().strip());
  }

  @Test
  void aFileThatIsNestedWithoutEndIsABadConfigurationAndOneLine(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "[".repeat(20_000));

    assertEquals(2, run(Map.of(), "--config", file.toString()));
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  /** The file is read by the check, and by a server before it opens a port. */
  @ParameterizedTest
  @ValueSource(strings = {"--check-config", "--set=log.level=error"})
  void aWrongCatalogueFileIsABadConfigurationAndOneLine(String flag, @TempDir Path folder)
      throws IOException {
    Path missing = folder.resolve("missing.yaml");
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, "modles: []\n");

    assertEquals(2, run(Services::create, Map.of(), flag, "--set=catalog.overlay=" + missing));
    assertEquals(2, run(Services::create, Map.of(), flag, "--set=catalog.overlay=" + wrong));

    assertEquals(
        List.of(
            missing + ": cannot be read: there is no such file",
            wrong + ": modles: unknown key; did you mean models?"),
        err.toString().lines().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check-config", "--set=log.level=error"})
  void aWrongTokenizerIsABadConfigurationAndOneLine(String flag, @TempDir Path folder)
      throws IOException {
    Path wrong = folder.resolve("llama3.json");
    Files.writeString(wrong, "{\"model\": {\"type\": \"WordPiece\"}}");

    assertEquals(2, run(Services::create, Map.of(), flag, "--set=tokenizers.dir=" + folder));

    assertEquals(
        List.of(wrong + ": model.type WordPiece is not supported, only BPE is"),
        err.toString().lines().toList());
  }

  @Test
  void aGoodCatalogueFileIsChecked() throws IOException {
    Path overlay = Path.of("src/test/resources/catalog/overlay.yaml");
    assertEquals(
        0, run(Services::create, Map.of(), "--check-config", "--set=catalog.overlay=" + overlay));
  }

  @Test
  void anUnknownOptionOrCommandIsWrongUsage() {
    assertEquals(2, run(Map.of(), "--chekc-config"));
    assertEquals(2, run(Map.of(), "server"));
  }

  @Test
  void theDemoRunsToItsEnd() {
    assertEquals(0, run(Services::create, Map.of("NO_COLOR", "1"), "demo"), err::toString);

    assertTrue(out.toString().contains("\n5  Compact"), out::toString);
    assertTrue(out.toString().contains("java -jar contextbudget-server.jar"), out::toString);
    assertFalse(out.toString().contains("\u001b"));
    assertEquals("", err.toString());
  }

  @Test
  void theDemoNamesTheJarThatRuns() {
    assertEquals(
        "java -jar server/target/contextbudget-server.jar",
        Demo.serveCommand("server/target/contextbudget-server.jar"));
    assertEquals("java -jar \"my jars/c.jar\"", Demo.serveCommand("my jars/c.jar"));
    assertEquals(
        "java -jar contextbudget-server.jar", // not from a jar
        Demo.serveCommand("a.jar" + File.pathSeparator + "b.jar"));
  }

  @Test
  void aDemoWhoseCallFailsIsOneLineAndTheCodeIsOne() {
    assertEquals(1, run(Map.of(), "demo")); // this server has no services

    assertTrue(
        err.toString().matches("(?s)GetModel at 127\\.0\\.0\\.1:\\d+: UNIMPLEMENTED: .*"),
        err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void helpAndVersionAreNoFailures() {
    assertEquals(0, run(Map.of(), "--help"));
    assertEquals(0, run(Map.of(), "--version"));
    assertTrue(out.toString().contains("contextbudget-server"), out::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo"})
  void everyCommandHasHelpAndVersion(String command) {
    assertEquals(0, run(Map.of(), command, "--help"));
    assertEquals(0, run(Map.of(), command, "--version"));

    assertTrue(out.toString().contains("Usage: contextbudget-server " + command), out::toString);
    assertTrue(out.toString().contains("contextbudget-server (no jar)"), out::toString);
    assertEquals(command.equals("serve"), out.toString().contains("--check-config"));
  }

  @Test
  void aDemoHasNoConfigurationToCheck() {
    assertEquals(2, run(Map.of(), "demo", "--check-config"));
    assertEquals(2, run(Map.of(), "--check-config", "demo"));
    assertEquals("", out.toString());
  }

  /** Starts the program as an operator does: in a JVM of its own. */
  private static Process program(String... args) throws IOException {
    return program(List.of(), args);
  }

  /**
   * Starts the program by another.
   *
   * @param launcher runs the command that follows it
   */
  private static Process program(List<String> launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--set", "admin.port=0", "--set", "server.drain-delay=0s"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).start();
  }

  /**
   * Returns what starts a program that does not ignore {@code SIGHUP}, though this JVM may: a build
   * under {@code nohup} does, and what is ignored is inherited. Only GNU's env undoes it.
   */
  private static List<String> heedingHangUps() throws Exception {
    List<String> env = List.of("env", "--default-signal=HUP");
    List<String> attempt = new ArrayList<>(env);
    attempt.add("true");
    return new ProcessBuilder(attempt).start().waitFor() == 0 ? env : List.of();
  }

  @Test
  void aServerThatIsToldToStopDrainsAndExitsWithZero() throws Exception {
    Process server = program("--set", "server.port=0", "--set", "log.format=json");
    try (BufferedReader log = server.errorReader()) {
      String line = lineWith(log, "serving on 127.0.0.1:");
      assertTrue(line.startsWith("{"), line);

      server.toHandle().destroy(); // SIGTERM; Process.destroy() would close the log too

      List<String> lines = log.lines().toList();
      assertTrue(server.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, server.exitValue(), lines::toString);
      assertTrue(lines.get(lines.size() - 1).contains("stopped"), lines::toString);
    } finally {
      server.destroyForcibly();
    }
  }

  /** The interval is a day, so it is the signal that makes the file be read. */
  @Test
  void aServerThatIsHungUpReadsTheCatalogueFileAgainAndGoesOn(@TempDir Path folder)
      throws Exception {
    Path overlay = folder.resolve("overlay.yaml");
    Files.writeString(overlay, "");
    Process server =
        program(
            heedingHangUps(),
            "--set=server.port=0",
            "--set=catalog.reload-interval=24h",
            "--set=catalog.overlay=" + overlay);
    try (BufferedReader log = server.errorReader()) {
      servingAndHeeding(log);

      hangUp(server);
      lineWith(log, "catalogue reloaded");
      Files.writeString(overlay, "models: " + "[".repeat(5_000));
      hangUp(server);
      lineWith(log, "catalogue not reloaded, the old one stays");
      Files.writeString(overlay, "");
      hangUp(server);
      lineWith(log, "catalogue reloaded");
      assertTrue(server.isAlive());
    } finally {
      server.destroyForcibly();
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
    Process server =
        program(
            heedingHangUps(),
            "--set=server.port=0",
            "--set=catalog.reload-interval=24h",
            "--set=catalog.overlay=" + overlay,
            "--set=auth.reload-interval=24h",
            "--set=tls.certificate=" + pki.chain("server"),
            "--set=tls.private-key=" + pki.key("server"),
            "--set=auth.tenants=" + tenants,
            "--set=jwt.issuer=https://issuer.example",
            "--set=jwt.audience=budget",
            "--set=jwt.keys=" + jwks);
    try (BufferedReader log = server.errorReader()) {
      servingAndHeeding(log);

      Files.writeString(tenants, "tenants: broken");
      hangUp(server);

      Set<String> wanted =
          new HashSet<>(
              Set.of(
                  "catalogue reloaded",
                  "TLS files reloaded",
                  "tenants not reloaded, the old one stays",
                  "keys of JWTs reloaded"));
      while (!wanted.isEmpty()) {
        String line = Objects.requireNonNull(log.readLine(), wanted::toString);
        wanted.removeIf(line::contains);
      }
      Files.writeString(tenants, "tenants: [{id: acme}]");
      hangUp(server);
      lineWith(log, "tenants reloaded");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void aServerWithoutACatalogueFileIsNotStoppedByAHangUp() throws Exception {
    Process server = program(heedingHangUps(), "--set=server.port=0");
    try (BufferedReader log = server.errorReader()) {
      servingAndHeeding(log);

      hangUp(server);

      lineWith(log, "SIGHUP: there is no catalogue file to read again");
      assertTrue(server.isAlive());
    } finally {
      server.destroyForcibly();
    }
  }

  /** The JVM leaves an ignored signal alone: the server says so, lest an operator wait for it. */
  @Test
  void aServerUnderNohupSaysThatItIgnoresHangUpsAndReadsTheFileByTheInterval(@TempDir Path folder)
      throws Exception {
    Path overlay = folder.resolve("overlay.yaml");
    Files.writeString(overlay, "");
    Process server =
        program(
            List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"),
            "--set=server.port=0",
            "--set=catalog.reload-interval=100ms",
            "--set=catalog.overlay=" + overlay);
    try (BufferedReader log = server.errorReader()) {
      lineWith(log, "SIGHUP is ignored");
      lineWith(log, "serving on 127.0.0.1:");

      hangUp(server);
      Files.writeString(overlay, "models: []");

      lineWith(log, "catalogue reloaded");
      assertTrue(server.isAlive());
    } finally {
      server.destroyForcibly();
    }
  }

  /** Fails, and does not wait without end, where the signal could not be made to arrive. */
  private static void servingAndHeeding(BufferedReader log) throws IOException {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(Objects.requireNonNull(log.readLine(), lines::toString));
    } while (!lines.get(lines.size() - 1).contains("serving on 127.0.0.1:"));
    assertTrue(
        lines.stream().noneMatch(line -> line.contains("SIGHUP is ignored")), lines::toString);
  }

  private static void hangUp(Process server) throws Exception {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private static String lineWith(BufferedReader log, String wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = log.readLine();
    while (line != null && !line.contains(wanted)) {
      lines.add(line);
      line = log.readLine();
    }
    return Objects.requireNonNull(line, lines::toString);
  }

  @Test
  void aPortInUseIsOneClearLineAndTheCodeIsOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Process server =
          program("--set", "server.port=" + taken.getLocalPort(), "--set", "log.level=error");
      try (BufferedReader errors = server.errorReader()) {
        // the jar's manifest allows native access; run from classes, newer JDKs warn about it
        List<String> lines =
            errors.lines().filter(l -> !l.isEmpty() && !l.startsWith("WARNING: ")).toList();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, server.exitValue());
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("change server.host or server.port"), lines::toString);
      } finally {
        server.destroyForcibly();
      }
    }
  }
}
