package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.app.LiveServer;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue of bad input over a real port: each row is answered, and the server goes on. */
class CatalogueTest {
  /** Held, or the JDK forgets the level. */
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc");

  private static LiveServer server;

  @BeforeAll
  static void start() {
    TRANSPORT.setLevel(Level.OFF); // it warns of what is sent here, rightly
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    TRANSPORT.setLevel(null);
  }

  static Stream<CatalogueRow> rows() {
    return Stream.of(FramingRows.all()).flatMap(rows -> rows);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isAnsweredAndTheServerGoesOn(CatalogueRow row) throws Exception {
    assertEquals(row.expected(), row.attempt().of(server));

    assertEquals(ServingStatus.SERVING, server.health(""));
    assertEquals("OK", RawCall.good().line(server));
    awaitNoneInFlight();
  }

  /** What is refused before it is a call must not keep a place either. */
  private static void awaitNoneInFlight() throws Exception {
    for (int i = 0; i < 500; i++) {
      if (server.admin("/metrics").contains("contextbudget_calls_in_flight 0.0")) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("a call is in flight for ever");
  }
}
