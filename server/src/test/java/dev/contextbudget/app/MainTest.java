package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line answers, in this process, before a server serves. */
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
}
