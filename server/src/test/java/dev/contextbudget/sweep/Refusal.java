package dev.contextbudget.sweep;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** What a refused call says about itself. */
final class Refusal {
  private Refusal() {}

  /** Returns the least budget that an unsatisfiable request names; empty for other errors. */
  static Optional<Integer> requiredTokens(StatusRuntimeException refusal) {
    Status status = StatusProto.fromThrowable(refusal);
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          return info.getReason().equals("BUDGET_UNSATISFIABLE")
              ? Optional.of(Integer.parseInt(info.getMetadataOrThrow("requiredTokens")))
              : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
