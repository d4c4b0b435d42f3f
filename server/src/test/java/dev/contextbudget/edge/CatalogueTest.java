package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.StatusProto;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

  /** More than that, and a client whose trailers are capped sees a broken stream. */
  @Test
  void fiveHundredMistakesAreToldInTwoKibibytes() throws Exception {
    FitContextRequest.Builder request = FitContextRequest.newBuilder().setModel("gpt-4o");
    for (int i = 0; i < 500; i++) {
      request.addComponents(Component.newBuilder().setId("an id with spaces ".repeat(10)));
    }

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> server.call(ContextBudgetServiceGrpc.getFitContextMethod(), request.build()));

    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    assertTrue(status.getSerializedSize() <= 2048, status.getSerializedSize() + " bytes");
    assertTrue(
        e.getStatus().getDescription().endsWith("(and 99 more)"), e.getStatus().getDescription());
    ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
    assertEquals("100", info.getMetadataOrThrow("violationCount"));
    assertEquals(10, status.getDetails(1).unpack(BadRequest.class).getFieldViolationsCount());
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
