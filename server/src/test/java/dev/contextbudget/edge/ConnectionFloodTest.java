package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.app.LiveServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a connection cannot do to the others: they are open before, and answered after.
 *
 * <p>Floods of frames as of CVE-2023-44487, CVE-2025-55163 and CVE-2026-47244.
 */
class ConnectionFloodTest {
  private static final int FLOOD = 10_000;
  private static final int STEP = 10;

  /** Calls that an honest caller gives up within half a minute. */
  private static final int GIVEN_UP = 4_500;

  private static final RawCall GOOD = RawCall.good();

  private static final String TOO_LARGE = "431 without status";
  private static final byte[] CANCEL = {0, 0, 0, 8};

  /** No work, so that it takes no place of those that are. */
  private static final RawCall HEALTH = GOOD.with(":path", "/grpc.health.v1.Health/Check");

  /** Held, or the JDK forgets the level. */
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc");

  private LiveServer server;
  private RawConnection other;

  /** Writes one more of a flood. */
  private interface Flood {
    void send(RawConnection connection, int number) throws IOException;
  }

  @BeforeEach
  void start() throws Exception {
    TRANSPORT.setLevel(Level.OFF); // it warns of what is sent here, rightly
    server = LiveServer.start();
    other = RawConnection.open(server.port());
    assertServesOther();
  }

  @AfterEach
  void stop() throws Exception {
    other.close();
    server.close();
    TRANSPORT.setLevel(null);
  }

  private void assertServesOther() throws IOException {
    assertEquals("OK", other.answer(GOOD.send(other)).line());
    assertEquals(ServingStatus.SERVING, server.health(""));
  }

  private String endOf(Flood flood) throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      String end = endOf(connection, flood);
      assertServesOther();
      return end;
    }
  }

  /** In steps: what is sent to a connection that is closed takes its last words with it. */
  private static String endOf(RawConnection connection, Flood flood) throws Exception {
    for (int i = 0; i < FLOOD; i++) {
      flood.send(connection, i);
      if (i % STEP == STEP - 1 && !connection.sync()) {
        break;
      }
    }
    return connection.end().line();
  }

  @Test
  void streamsThatAreOpenedAndResetEndTheConnection() throws Exception {
    String end =
        endOf(
            (connection, i) ->
                connection.frame(
                    RawConnection.RST_STREAM, 0, connection.stream(0, GOOD.headers()), CANCEL));

    assertEquals("GOAWAY ENHANCE_YOUR_CALM too_many_rststreams", end);
  }

  @Test
  void whoGivesUpThousandsOfCallsKeepsItsConnection() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      for (int i = 0; i < GIVEN_UP; i++) {
        connection.frame(RawConnection.RST_STREAM, 0, connection.stream(0, GOOD.headers()), CANCEL);
        if (i % STEP == STEP - 1) {
          assertTrue(connection.sync());
        }
      }
      assertEquals("OK", connection.answer(GOOD.send(connection)).line());
    }
  }

  @Test
  void streamsThatTheServerIsMadeToResetEndTheConnection() throws Exception {
    String end =
        endOf(
            (connection, i) ->
                connection.frame(
                    RawConnection.WINDOW_UPDATE,
                    0,
                    connection.stream(0, GOOD.headers()),
                    new byte[4])); // by nothing, which is an error

    assertEquals("GOAWAY ENHANCE_YOUR_CALM too_many_rststreams", end);
  }

  @Test
  void streamsAboveTheirNumberAreRefusedThoughTheClientNeverSaysThatItKnowsIt() throws Exception {
    try (RawConnection connection = RawConnection.openUnacknowledged(server.port())) {
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < 110; i++) {
        streams.add(connection.stream(0, HEALTH.headers()));
      }
      connection.sync();

      long refused =
          streams.stream()
              .filter(stream -> connection.of(stream).line().equals("RST REFUSED_STREAM"))
              .count();
      assertEquals(10, refused);
      assertServesOther();
    }
  }

  @Test
  void aFloodOfStreamsWithoutAcknowledgementEndsTheConnection() throws Exception {
    try (RawConnection connection = RawConnection.openUnacknowledged(server.port())) {
      String end = endOf(connection, (flooding, i) -> flooding.stream(0, HEALTH.headers()));

      assertEquals("GOAWAY ENHANCE_YOUR_CALM too_many_rststreams", end);
      assertServesOther();
    }
  }

  /** An entry of the table of 4,000 bytes, then a byte for each time that it is meant. */
  @Test
  void aHeaderThatIsNamedAgainAndAgainIsRefused() throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(RawConnection.headerBlock(GOOD.headers()));
    byte[] entry = RawConnection.headerBlock(List.of("x-large", "a".repeat(4_000)));
    entry[0] = 0x40; // to be remembered
    block.writeBytes(entry);
    for (int i = 0; i < 5_000; i++) {
      block.write(0x80 | 62); // the first entry that is not of the static table
    }
    assertEquals(TOO_LARGE, answer(block.toByteArray()));
    assertServesOther();
  }

  @Test
  void aThousandSmallHeadersAreRefused() throws Exception {
    List<String> many = new ArrayList<>(GOOD.headers());
    for (int i = 0; i < 1_000; i++) {
      many.add("x" + i);
      many.add("1");
    }
    assertEquals(TOO_LARGE, answer(RawConnection.headerBlock(many)));
    assertServesOther();
  }

  private String answer(byte[] headerBlock) throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      return connection.answer(connection.stream(RawConnection.END_STREAM, headerBlock)).line();
    }
  }

  @Test
  void headersWithoutEndEndTheConnection() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.frame(RawConnection.HEADERS, 0, 1, RawConnection.headerBlock(GOOD.headers()));
      for (int i = 0; i < 20; i++) {
        connection.frame(RawConnection.CONTINUATION, 0, 1, new byte[0]);
      }
      connection.flush();

      assertEquals(
          "GOAWAY ENHANCE_YOUR_CALM Number of small consecutive continuations frames 16 exceeds"
              + " maximum: 16",
          connection.awaitEnd().line());
    }
    assertServesOther();
  }

  @Test
  void pingsEndTheConnection() throws Exception {
    String end = endOf((connection, i) -> connection.frame(RawConnection.PING, 0, 0, new byte[8]));

    assertEquals("GOAWAY ENHANCE_YOUR_CALM too_many_pings", end);
  }

  /**
   * gRPC has no limit on these, unlike on pings, but on answers to them that are not read: they are
   * read and passed over, and nothing is kept of them.
   */
  @Test
  void framesThatAskForNothingCostOthersNothing() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      int stream = connection.stream(0, HEALTH.headers());
      byte[] priority = ByteBuffer.allocate(5).putInt(0).put((byte) 1).array();
      for (int i = 0; i < FLOOD; i++) {
        connection.frame(RawConnection.SETTINGS, 0, 0, new byte[0]);
        connection.frame(RawConnection.DATA, 0, stream, new byte[0]);
        connection.frame(RawConnection.PRIORITY, 0, 2 * i + 1_001, priority);
      }
      connection.flush();
      assertServesOther();
      assertEquals("OK", connection.answer(GOOD.send(connection)).line());
    }
  }

  @Test
  void aConnectionTooManyIsClosedAndOneThatEndsMakesRoom() throws Exception {
    try (LiveServer small = LiveServer.start("server.max-connections=2")) {
      RawConnection first = RawConnection.open(small.port());
      RawConnection second = RawConnection.open(small.port()); // and the channel has none yet
      assertEquals("OK", first.answer(GOOD.send(first)).line());
      assertEquals("OK", second.answer(GOOD.send(second)).line());

      try (RawConnection third = RawConnection.open(small.port())) {
        assertEquals("GOAWAY REFUSED_STREAM more than 2 connections", third.awaitEnd().line());
      }
      assertEquals("OK", first.answer(GOOD.send(first)).line());
      StatusRuntimeException refused =
          assertThrows(StatusRuntimeException.class, () -> small.health(""));
      assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());

      first.close();
      awaitAnswer(small);
      second.close();
    }
  }

  /** Until the server has seen that a connection is gone. */
  private static void awaitAnswer(LiveServer small) throws Exception {
    for (int i = 0; i < 500; i++) {
      if (isAnswered(small)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("there is no room");
  }

  private static boolean isAnswered(LiveServer small) throws Exception {
    try {
      return GOOD.line(small).equals("OK");
    } catch (SocketException e) {
      return false; // closed while the call was being written
    }
  }
}
