package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.sun.management.ThreadMXBean;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.StatusProto;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue of bad input over a real port: each row is answered, and the server goes on. */
class CatalogueTest {
  /** A smaller one may take as much as this one: so much is no harm. */
  private static final int LEAST_INPUT_BYTES = 256 << 10;

  private static final int MAX_GROWTH = 32;

  /** It is of credentials, and has tests beside them. */
  private static final int DUPLICATE_AUTHORIZATION = 28;

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
    return Stream.of(FramingRows.all(), WireRows.all(), RequestRows.all(), MadeRows.all())
        .flatMap(rows -> rows);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isAnsweredAndTheServerGoesOn(CatalogueRow row) throws Exception {
    long before = allocatedByWorkers();
    assertEquals(row.expected(), row.attempt().of(server));
    long allocated = allocatedByWorkers() - before;
    int bytes = Math.max(LEAST_INPUT_BYTES, row.inputBytes());
    assertTrue(
        row.inputBytes() == 0 || allocated <= (long) MAX_GROWTH * bytes, allocated + " bytes");
    assertEquals(ServingStatus.SERVING, server.health(""));
    assertEquals("OK", RawCall.good().line(server));
    awaitNoneInFlight();
  }

  /**
   * Returns what the threads that work on calls have allocated, which is at least what the heap
   * grows by.
   */
  private static long allocatedByWorkers() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(thread -> thread != null && thread.getThreadName().startsWith("call-"))
            .mapToLong(ThreadInfo::getThreadId)
            .toArray();
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
  }

  @Test
  void noRowIsLeftOut() {
    Set<Integer> numbers = rows().map(CatalogueRow::number).collect(Collectors.toSet());

    assertEquals(
        IntStream.rangeClosed(1, 92)
            .filter(number -> number != DUPLICATE_AUTHORIZATION)
            .boxed()
            .collect(Collectors.toSet()),
        numbers);
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
