package dev.contextbudget.edge;

import dev.contextbudget.app.LiveServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A call as the bytes of a stream: a right one, of which a test changes one thing.
 *
 * @param headers names and values in turn
 * @param body with the prefix of gRPC
 */
record RawCall(List<String> headers, byte[] body) {
  static final String COUNT = "/contextbudget.v1.ContextBudgetService/CountTokens";
  static final String PLAN = "/contextbudget.v1.ContextBudgetService/PlanBudget";

  /** A call that is answered. */
  static RawCall good() {
    return of(
        COUNT,
        Calls.request(
                "CountTokens",
                "model: 'gpt-4o' components { id: 'a' kind: COMPONENT_KIND_CUSTOM"
                    + " text { value: 'good' } }")
            .toByteArray());
  }

  static RawCall of(String path, byte[] message) {
    return new RawCall(
        List.of(
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "localhost",
            "te",
            "trailers",
            "content-type",
            "application/grpc"),
        framed(0, message.length, message));
  }

  /** A message with its prefix. */
  static byte[] framed(int flag, int length, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flag)
        .putInt(length)
        .put(message)
        .array();
  }

  /** Returns the call with another value of a header, or another header; null takes it away. */
  RawCall with(String name, String value) {
    List<String> changed = new ArrayList<>(headers);
    int at = changed.indexOf(name);
    if (at >= 0 && value == null) {
      changed.remove(at);
      changed.remove(at);
    } else if (at >= 0) {
      changed.set(at + 1, value);
    } else {
      changed.addAll(List.of(name, value));
    }
    return new RawCall(changed, body);
  }

  RawCall withBody(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return new RawCall(headers, all.toByteArray());
  }

  /** Makes the call on a connection of its own; returns what came back in a line. */
  String line(LiveServer server) throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      return connection.answer(send(connection)).line();
    }
  }

  /** Sends it whole; returns its stream. */
  int send(RawConnection connection) throws IOException {
    int stream = connection.stream(body.length == 0 ? RawConnection.END_STREAM : 0, headers);
    sendBody(connection, stream, true);
    return stream;
  }

  /** Sends its body on a stream, and says or not that this is all. */
  void sendBody(RawConnection connection, int stream, boolean last) throws IOException {
    for (int at = 0; at < body.length; at += RawConnection.MAX_FRAME_BYTES) {
      int end = Math.min(body.length, at + RawConnection.MAX_FRAME_BYTES);
      connection.frame(
          RawConnection.DATA,
          last && end == body.length ? RawConnection.END_STREAM : 0,
          stream,
          Arrays.copyOfRange(body, at, end));
    }
  }
}
