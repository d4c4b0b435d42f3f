package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A program that is started as an operator does, in a JVM of its own, and the log that it writes.
 */
final class ServerProcess implements AutoCloseable {
  private static final String SERVING = "serving on 127.0.0.1:";

  private final Process process;
  private final BufferedReader log;

  /**
   * Starts the program by another.
   *
   * @param launcher runs the command that follows it
   */
  ServerProcess(List<String> launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--set", "admin.port=0", "--set", "server.drain-delay=0s"));
    command.addAll(List.of(args));
    process = new ProcessBuilder(command).start();
    log = process.errorReader();
  }

  ServerProcess(String... args) throws IOException {
    this(List.of(), args);
  }

  /**
   * Starts a server that does not ignore {@code SIGHUP}, though this JVM may: a build under {@code
   * nohup} does, and what is ignored is inherited. Only GNU's env undoes it.
   */
  static ServerProcess heedingHangUps(String... args) throws Exception {
    List<String> env = List.of("env", "--default-signal=HUP");
    List<String> attempt = new ArrayList<>(env);
    attempt.add("true");
    boolean undone = new ProcessBuilder(attempt).start().waitFor() == 0;
    return new ServerProcess(undone ? env : List.of(), args);
  }

  /** Fails, and does not wait without end, where {@code SIGHUP} could not be made to arrive. */
  void servingAndHeeding() throws IOException {
    List<String> lines = linesUntil(SERVING);
    assertTrue(
        lines.stream().noneMatch(line -> line.contains("SIGHUP is ignored")), lines::toString);
  }

  /** Reads the log on to the line that says that it serves. */
  String serving() throws IOException {
    return lineWith(SERVING);
  }

  /** Reads the log on to a line. */
  String lineWith(String wanted) throws IOException {
    List<String> lines = linesUntil(wanted);
    return lines.get(lines.size() - 1);
  }

  private List<String> linesUntil(String wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(Objects.requireNonNull(log.readLine(), lines::toString));
    } while (!lines.get(lines.size() - 1).contains(wanted));
    return lines;
  }

  void hangUp() throws Exception {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  /** Sends {@code SIGTERM}; {@link Process#destroy()} would close the log too. */
  void terminate() {
    process.toHandle().destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Reads the rest of the log, and checks what the process then exits with. */
  List<String> linesUntilExit(int code) throws Exception {
    List<String> lines = log.lines().toList();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(code, process.exitValue(), lines::toString);
    return lines;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    log.close();
  }
}
