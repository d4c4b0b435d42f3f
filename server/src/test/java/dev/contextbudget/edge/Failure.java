package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A failed call in one line, for tables of them. */
final class Failure {

  private Failure() {}

  /**
   * Returns the code, then each violation as its reason and field, or the reason alone, then the
   * metadata: {@code INVALID_ARGUMENT BAD_ID components[0].id}. Checks on the way that the details
   * agree with each other.
   */
  static String line(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    String code = failure.getStatus().getCode().name();
    Optional<ErrorInfo> given = detail(status, ErrorInfo.class);
    if (given.isEmpty()) {
      return code;
    }
    ErrorInfo info = given.get();
    assertEquals("contextbudget.dev", info.getDomain());
    Map<String, String> metadata = new TreeMap<>(info.getMetadataMap());
    String reasons = info.getReason();
    Optional<BadRequest> bad = detail(status, BadRequest.class);
    if (bad.isPresent()) {
      BadRequest.FieldViolation first = bad.get().getFieldViolations(0);
      assertEquals(first.getReason(), info.getReason());
      assertEquals(first.getField(), metadata.remove("field"));
      assertEquals(
          Integer.toString(bad.get().getFieldViolationsCount()),
          metadata.remove("violationCount"),
          "violations told and counted");
      reasons =
          bad.get().getFieldViolationsList().stream()
              .map(violation -> violation.getReason() + " " + violation.getField())
              .collect(Collectors.joining("; "));
    }
    String rest =
        metadata.entrySet().stream()
            .map(entry -> " %s=%s".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return code + " " + reasons + rest;
  }

  private static <M extends Message> Optional<M> detail(
      com.google.rpc.Status status, Class<M> type) {
    if (status == null) {
      return Optional.empty();
    }
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return Optional.empty();
  }
}
