package dev.contextbudget.client.load;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.TimeUnit;

/**
 * What became of a call.
 *
 * @param reason of the {@code ErrorInfo} that came along, or an empty text
 * @param retryMillis what the {@code RetryInfo} that came along says, or -1
 * @param said the description of the status, without a server's numbers; empty if there is none
 */
record Outcome(Status.Code code, String reason, long retryMillis, String said) {
  static final Outcome OK = new Outcome(Status.Code.OK, "", -1, "");

  /** The loader itself could not take another call. */
  static final Outcome NOT_SENT =
      new Outcome(Status.Code.ABORTED, "NOT_SENT", -1, "too many calls are in flight");

  boolean isAnswer() {
    return code == Status.Code.OK;
  }

  /** Returns whether the server had no room for the call. */
  boolean isRefusal() {
    return code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED;
  }

  static Outcome of(Status status, Metadata trailers) {
    if (status.isOk()) {
      return OK;
    }
    String reason = "";
    long retryMillis = -1;
    try {
      for (Any detail : StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          reason = detail.unpack(ErrorInfo.class).getReason();
        } else if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          retryMillis =
              TimeUnit.SECONDS.toMillis(delay.getSeconds())
                  + TimeUnit.NANOSECONDS.toMillis(delay.getNanos());
        }
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      reason = "(damaged details)";
    }
    return new Outcome(status.getCode(), reason, retryMillis, said(status));
  }

  /** Numbers, of streams and nanoseconds, would make each text another. */
  private static String said(Status status) {
    String text = status.getDescription();
    return text == null ? "" : text.replaceAll("[0-9]+(\\.[0-9]+)?", "N");
  }
}
