package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the process of a server exits with, and what its last lines say. */
class ExitTest {
  @Test
  void aServerThatIsToldToStopDrainsAndExitsWithZero() throws Exception {
    try (ServerProcess server =
        new ServerProcess("--set", "server.port=0", "--set", "log.format=json")) {
      String line = server.serving();
      assertTrue(line.startsWith("{"), line);

      server.terminate();

      List<String> lines = server.linesUntilExit(0);
      assertTrue(lines.get(lines.size() - 1).contains("stopped"), lines::toString);
    }
  }

  @Test
  void aPortInUseIsOneClearLineAndTheCodeIsOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerProcess server =
            new ServerProcess(
                "--set", "server.port=" + taken.getLocalPort(), "--set", "log.level=error")) {
      // the jar's manifest allows native access; run from classes, newer JDKs warn about it
      List<String> lines =
          server.linesUntilExit(1).stream()
              .filter(l -> !l.isEmpty() && !l.startsWith("WARNING: "))
              .toList();
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.get(0).contains("change server.host or server.port"), lines::toString);
    }
  }
}
