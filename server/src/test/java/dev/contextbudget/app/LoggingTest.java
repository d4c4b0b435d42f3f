package dev.contextbudget.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log as it is configured, on a stderr that is read late. */
class LoggingTest {
  private static final int LINES = 20_000;

  private final PrintStream stderr = System.err;
  private final CountDownLatch read = new CountDownLatch(1);

  private final ByteArrayOutputStream written =
      new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          try {
            read.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          super.write(bytes, offset, length);
        }
      };

  @BeforeEach
  void configure() {
    System.setErr(new PrintStream(written, true, UTF_8));
    Logging.configure(new ServerConfig.Log(ServerConfig.Level.INFO, ServerConfig.Format.PLAIN));
  }

  @AfterEach
  void restore() throws Exception {
    read.countDown();
    System.setErr(stderr);
    SLF4JBridgeHandler.uninstall();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.start();
    new ContextInitializer(context).autoConfig();
  }

  private static void log(int lines) {
    for (int i = 0; i < lines; i++) {
      LoggerFactory.getLogger("access").info("line-{}-", i);
    }
  }

  private List<String> lines() {
    return written
        .toString(UTF_8)
        .lines()
        .map(line -> line.replaceFirst(".* (line-\\d+-) .*", "$1"))
        .toList();
  }

  private static List<String> first(int lines) {
    return IntStream.range(0, lines).mapToObj(i -> "line-" + i + "-").toList();
  }

  @Test
  void aLogThatNobodyReadsCostsLinesAndNobodyWaits() throws Exception {
    Thread caller = new Thread(() -> log(LINES));
    caller.setDaemon(true);
    caller.start();
    caller.join(30_000);
    assertFalse(caller.isAlive(), "it waits");
    LoggerFactory.getLogger("server").warn("line-warned-");

    read.countDown();
    Logging.close();

    int kept = lines().size() - 1;
    assertTrue(kept > 3_000 && kept < 8_192, () -> kept + " lines");
    // those that found room, in order: the thread that writes makes some while it begins
    List<String> all = first(LINES);
    assertEquals(
        all.stream().filter(Set.copyOf(lines())::contains).toList(), lines().subList(0, kept));
    assertTrue(lines().get(kept).contains("line-warned-"), "there is room for it");
  }

  @Test
  void whatWasLoggedIsWrittenBeforeTheEnd() {
    log(1_000);
    read.countDown();

    Logging.close();

    assertEquals(first(1_000), lines());
  }
}
