package dev.contextbudget.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.QuotaExceeded;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Unavailable;
import dev.contextbudget.core.error.Violation;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one place where a failure becomes a status with {@code google.rpc} details.
 *
 * <p>Details travel in an HTTP/2 trailer, and clients cap all trailers together at 8 KiB: past that
 * a client sees a broken stream and neither status nor reason. So the packed details stay under
 * {@value #MAX_PACKED_BYTES} bytes, whatever a request holds: texts are cut, and what then still
 * does not fit is left out from the end; {@code violationCount} tells how many there were.
 */
public final class Errors {
  /** Owner of the reasons, in {@code ErrorInfo.domain}. */
  public static final String DOMAIN = "contextbudget.dev";

  static final int MAX_PACKED_BYTES = 2048;
  static final int MAX_VIOLATIONS = 10;

  /** An id is never cut, as half of one names nothing. */
  private static final int MAX_VALUE_BYTES = FixedLimit.ID_BYTES.value();

  private static final int MAX_MESSAGE_BYTES = 256;

  static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  /** Tells a client's retry policy how long to wait; gRFC A6. */
  static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** How a call ends. */
  public record Failure(Status status, Metadata trailers) {

    /** Ends a call so. */
    public void close(ServerCall<?, ?> call) {
      call.close(status, trailers);
    }
  }

  private Errors() {}

  /** Returns how a call ends that failed as expected. */
  public static Failure of(ContextBudgetException failure) {
    Status.Code code = code(failure.reason());
    ErrorInfo info = info(failure.reason(), failure.metadata());
    Details details = new Details(code, String.valueOf(failure.getMessage()), info);
    if (failure instanceof InvalidRequest invalid) {
      details.addViolations(invalid.violations());
    }
    long retryMillis = 0;
    if (failure instanceof Unavailable unavailable) {
      retryMillis = unavailable.retryAfterMillis();
      details.add(retryInfo(retryMillis));
    }
    if (failure instanceof QuotaExceeded exceeded) {
      details.add(quotaFailure(exceeded));
      // No push-back: a client would wait up to a minute of its deadline without a word.
      details.add(retryInfo(exceeded.retryAfterMillis()));
    }
    Failure packed = details.pack();
    if (retryMillis > 0) {
      packed.trailers().put(PUSHBACK, Long.toString(retryMillis));
    }
    return packed;
  }

  /** The subject is the caller itself, whatever the operator calls it. */
  private static QuotaFailure quotaFailure(QuotaExceeded exceeded) {
    return QuotaFailure.newBuilder()
        .addViolations(
            QuotaFailure.Violation.newBuilder()
                .setSubject("tenant")
                .setQuotaId(exceeded.quota())
                .setDescription(String.valueOf(exceeded.getMessage())))
        .build();
  }

  private static RetryInfo retryInfo(long millis) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder()
                .setSeconds(millis / 1000)
                .setNanos((int) (millis % 1000) * 1_000_000))
        .build();
  }

  /** Returns how a call ends in which the service has a defect: with an id and nothing else. */
  public static Failure internal(String requestId) {
    ErrorInfo info = info(Reason.INTERNAL, Map.of("requestId", requestId));
    return new Details(code(Reason.INTERNAL), "internal error; request id " + requestId, info)
        .pack();
  }

  /** Returns the status of a reason, as {@code error_reason.proto} documents it. */
  static Status.Code code(Reason reason) {
    return switch (reason) {
      case REQUIRED,
          OUT_OF_RANGE,
          UNKNOWN_ENUM_VALUE,
          BAD_ID,
          DUPLICATE_ID,
          UNKNOWN_ITEM,
          UNKNOWN_SLOT,
          BAD_UTF8,
          BAD_JSON,
          CONFLICT,
          EMPTY_REQUEST,
          DANGLING_TOOL_RESULT,
          UNANSWERED_TOOL_CALL,
          TOKENIZER_MISMATCH,
          INVALID_PREFIX_TOKEN,
          INVALID_COMMIT_TOKEN,
          INVALID_PAGE_TOKEN,
          TARGET_NOT_BELOW_TRIGGER,
          TOO_MANY_COMPONENTS,
          TOO_MANY_MESSAGES,
          TOO_MANY_ITEMS,
          TOO_MANY_PARTS,
          TOO_MANY_SLOTS,
          TEXT_TOO_LARGE,
          SCHEMA_TOO_LARGE,
          BAD_MESSAGE,
          BAD_BODY,
          BODY_NOT_CONVERTIBLE,
          TOO_DEEP,
          TOO_MANY_FIELDS ->
          Status.Code.INVALID_ARGUMENT;
      case UNKNOWN_MODEL, UNKNOWN_PRESET -> Status.Code.NOT_FOUND;
      case BUDGET_UNSATISFIABLE, COMPACTION_STALE -> Status.Code.FAILED_PRECONDITION;
      case CREDENTIAL_MISSING, CREDENTIAL_INVALID -> Status.Code.UNAUTHENTICATED;
      case TENANT_UNKNOWN -> Status.Code.PERMISSION_DENIED;
      case MESSAGE_TOO_LARGE, QUOTA_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
      case DRAINING, OVERLOADED, MEMORY_PRESSURE -> Status.Code.UNAVAILABLE;
      case NOT_IMPLEMENTED -> Status.Code.UNIMPLEMENTED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  private static ErrorInfo info(Reason reason, Map<String, String> metadata) {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(reason.name()).setDomain(DOMAIN);
    // Sorted: a map's own order is no order.
    new TreeMap<>(metadata)
        .forEach((key, value) -> info.putMetadata(key, cutList(value, MAX_VALUE_BYTES)));
    return info.build();
  }

  /** A status that never grows over the limit. */
  private static final class Details {
    private final com.google.rpc.Status.Builder status;
    private final BadRequest.Builder violations = BadRequest.newBuilder();

    Details(Status.Code code, String message, ErrorInfo info) {
      status =
          com.google.rpc.Status.newBuilder()
              .setCode(code.value())
              .setMessage(cut(message, MAX_MESSAGE_BYTES));
      ErrorInfo fitting = info;
      while (!add(fitting)) {
        fitting = withoutLast(fitting);
      }
    }

    /** Adds a detail if it fits. */
    boolean add(Message detail) {
      status.addDetails(Any.pack(detail));
      if (status.build().getSerializedSize() <= MAX_PACKED_BYTES) {
        return true;
      }
      status.removeDetails(status.getDetailsCount() - 1);
      return false;
    }

    void addViolations(List<Violation> all) {
      for (Violation violation : all.subList(0, Math.min(MAX_VIOLATIONS, all.size()))) {
        violations.addFieldViolations(
            FieldViolation.newBuilder()
                .setField(cut(violation.field(), MAX_VALUE_BYTES))
                .setReason(violation.reason().name())
                .setDescription(cut(violation.description(), MAX_VALUE_BYTES)));
      }
      while (violations.getFieldViolationsCount() > 0 && !add(violations.build())) {
        violations.removeFieldViolations(violations.getFieldViolationsCount() - 1);
      }
    }

    Failure pack() {
      com.google.rpc.Status built = status.build();
      Metadata trailers = new Metadata();
      trailers.put(DETAILS, built);
      return new Failure(
          Status.fromCodeValue(built.getCode()).withDescription(built.getMessage()), trailers);
    }

    private static ErrorInfo withoutLast(ErrorInfo info) {
      TreeMap<String, String> metadata = new TreeMap<>(info.getMetadataMap());
      metadata.pollLastEntry();
      return info.toBuilder().clearMetadata().putAllMetadata(metadata).build();
    }
  }

  /** Cuts a text that may be a list at its last comma, so that no name in it is a half one. */
  private static String cutList(String text, int maxBytes) {
    String cut = cut(text, maxBytes);
    int comma = cut.lastIndexOf(',');
    return cut.length() == text.length() || comma < 0 ? cut : cut.substring(0, comma);
  }

  /** Returns the longest beginning of a text that has at most {@code maxBytes} bytes in UTF-8. */
  private static String cut(String text, int maxBytes) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return text.substring(0, end);
      }
      end += Character.charCount(codePoint);
    }
    return text;
  }
}
