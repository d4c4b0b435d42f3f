package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) {
    CommandLine line =
        Main.commandLine(new Main(environment, (config, meters, stack) -> List.of()));
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
    assertEquals("--config no-such-file.yaml: cannot be read", err.toString().strip());
  }

  @Test
  void anUnknownOptionOrCommandIsWrongUsage() {
    assertEquals(2, run(Map.of(), "--chekc-config"));
    assertEquals(2, run(Map.of(), "server"));
  }

  @Test
  void helpAndVersionAreNoFailures() {
    assertEquals(0, run(Map.of(), "--help"));
    assertEquals(0, run(Map.of(), "--version"));
    assertTrue(out.toString().contains("contextbudget-server"), out::toString);
  }

  /** Starts the program as an operator does: in a JVM of its own. */
  private static Process program(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--set", "admin.port=0", "--set", "server.drain-delay=0s"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).start();
  }

  @Test
  void aServerThatIsToldToStopDrainsAndExitsWithZero() throws Exception {
    Process server = program("--set", "server.port=0", "--set", "log.format=json");
    try (BufferedReader log = server.errorReader()) {
      List<String> lines = new ArrayList<>();
      String line = log.readLine();
      while (line != null && !line.contains("serving on 127.0.0.1:")) {
        lines.add(line);
        line = log.readLine();
      }
      assertTrue(line != null && line.startsWith("{"), lines::toString);

      server.toHandle().destroy(); // SIGTERM; Process.destroy() would close the log too

      lines.addAll(log.lines().toList());
      assertTrue(server.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, server.exitValue(), lines::toString);
      assertTrue(lines.get(lines.size() - 1).contains("stopped"), lines::toString);
    } finally {
      server.destroyForcibly();
    }
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
