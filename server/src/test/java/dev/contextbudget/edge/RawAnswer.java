package dev.contextbudget.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What came back on a stream, or for a connection at its end.
 *
 * @param headers of the head and the trailers
 * @param bodyBytes bytes of the answer, its prefix included
 * @param over how it ended, beside its headers: {@code RST} or {@code GOAWAY} with the code, {@code
 *     closed}, or empty for as it should; absent while it goes on
 */
record RawAnswer(Map<String, String> headers, int bodyBytes, String over, boolean isOver) {
  static final RawAnswer NONE = new RawAnswer(Map.of(), 0, "", false);

  private static final String[] ERRORS = {
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
  };

  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  RawAnswer with(Map<String, String> more, boolean last) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new RawAnswer(all, bodyBytes, over, last);
  }

  RawAnswer with(byte[] body, boolean last) {
    return new RawAnswer(headers, bodyBytes + body.length, over, last);
  }

  /** A stream that was over before stays as it ended: gRPC may reset it to stop what it sends. */
  RawAnswer reset(int code) {
    return isOver ? this : new RawAnswer(headers, bodyBytes, "RST " + ERRORS[code], true);
  }

  RawAnswer goAway(byte[] payload) {
    int code = ByteBuffer.wrap(payload).getInt(4);
    String why = new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
    return new RawAnswer(
        headers, bodyBytes, ("GOAWAY " + ERRORS[code] + " " + why).strip(), code != 0);
  }

  RawAnswer closed() {
    return new RawAnswer(headers, bodyBytes, (over + " closed").strip(), true);
  }

  /** Returns the code of gRPC, {@code UNKNOWN} if there is none. */
  Status.Code code() {
    return Status.fromCodeValue(
            Integer.parseInt(headers.getOrDefault("grpc-status", "" + Status.Code.UNKNOWN.value())))
        .getCode();
  }

  /**
   * Returns all of it in one line: the status of HTTP unless it is 200, the failure as {@link
   * Failure#line} has it, or {@code OK}, and how the stream was cut off, if it was.
   */
  String line() {
    if (headers.isEmpty()) {
      return over;
    }
    String http = headers.getOrDefault(":status", "none");
    String line = (http.equals("200") ? "" : http + " ") + grpc();
    return over.isEmpty() ? line : line + " " + over;
  }

  private String grpc() {
    if (!headers.containsKey("grpc-status")) {
      return "without status";
    }
    Metadata trailers = new Metadata();
    String details = headers.get(DETAILS.name());
    if (details != null) {
      try {
        trailers.put(DETAILS, com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(details)));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return code() == Status.Code.OK
        ? "OK"
        : Failure.line(Status.fromCode(code()).asRuntimeException(trailers));
  }
}
