package dev.contextbudget.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.contextbudget.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed, with everything the server said about it.
 *
 * <p>Decide by {@link #reason}; where it is unspecified, because the failure did not come from the
 * service or has a reason that this client does not know yet, by {@link #code}. The message is for
 * people: the call, its target, the status, what the server said, and the deadline if that passed
 * or what the network said if the server was not reached. Neither it nor any field holds text of a
 * prompt. It can be serialised; its cause is then made anew.
 */
public final class ContextBudgetClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String DOMAIN = "contextbudget.dev";
  private static final String REASON_PREFIX = "ERROR_REASON_";

  /** From "io exception" to what the operating system said there are at most two more. */
  private static final int TOLD_CAUSES = 4;

  private final CallSite site;
  private final Status.Code code;
  private final transient ErrorInfo info;
  private final transient List<FieldViolation> violations;
  private final transient Optional<Duration> retryDelay;

  /**
   * A field of the request that breaks a rule.
   *
   * @param field path, such as {@code components[2].messages.messages[0].role}
   * @param reason name of an {@link ErrorReason} without its prefix
   * @param description what is wrong with it, in English
   */
  public record FieldViolation(String field, String reason, String description) {}

  private ContextBudgetClientException(
      CallSite site,
      StatusRuntimeException cause,
      ErrorInfo info,
      List<FieldViolation> violations,
      Optional<Duration> retryDelay) {
    super(message(site, cause.getStatus(), info), cause);
    this.site = site;
    this.code = cause.getStatus().getCode();
    this.info = info;
    this.violations = violations;
    this.retryDelay = retryDelay;
  }

  /** Reads what a failed call brought back. */
  static ContextBudgetClientException of(CallSite site, StatusRuntimeException failure) {
    List<Any> details = details(failure);
    ErrorInfo info =
        find(details, ErrorInfo.class)
            .filter(found -> found.getDomain().equals(DOMAIN))
            .orElse(ErrorInfo.getDefaultInstance());
    List<FieldViolation> violations =
        find(details, BadRequest.class).stream()
            .flatMap(request -> request.getFieldViolationsList().stream())
            .map(v -> new FieldViolation(v.getField(), v.getReason(), v.getDescription()))
            .toList();
    Optional<Duration> retryDelay =
        find(details, RetryInfo.class)
            .map(RetryInfo::getRetryDelay)
            .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
    return new ContextBudgetClientException(site, failure, info, violations, retryDelay);
  }

  /** Returns the name of the call, such as {@code FitContext}. */
  public String call() {
    return site.call();
  }

  /** Returns the target of the client that made the call. */
  public String target() {
    return site.target();
  }

  /** Returns the status of the call. */
  public Status.Code code() {
    return code;
  }

  /** Returns the reason, or {@code ERROR_REASON_UNSPECIFIED} if there is none or it is unknown. */
  public ErrorReason reason() {
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason.name().equals(REASON_PREFIX + info.getReason())) {
        return reason;
      }
    }
    return ErrorReason.ERROR_REASON_UNSPECIFIED;
  }

  /** Returns the reason as the server wrote it, such as {@code UNKNOWN_MODEL}, or an empty text. */
  public String reasonName() {
    return info.getReason();
  }

  /** Returns the facts of the failure, under the keys that {@link ErrorReason} documents. */
  public Map<String, String> metadata() {
    return info.getMetadataMap();
  }

  /** Returns the fields that are wrong, in request order; empty unless the request was at fault. */
  public List<FieldViolation> violations() {
    return violations;
  }

  /** Returns after which time another attempt makes sense, if the server said so. */
  public Optional<Duration> retryDelay() {
    return retryDelay;
  }

  /** gRPC's status, in the cause, cannot be serialised; what it was made from can. */
  private Object writeReplace() {
    StatusRuntimeException failure = (StatusRuntimeException) Objects.requireNonNull(getCause());
    com.google.rpc.Status details =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addAllDetails(details(failure))
            .build();
    return new Written(
        site,
        code,
        failure.getStatus().getDescription(),
        details.toByteString(),
        List.of(getStackTrace()));
  }

  /** Refuses a stream that {@link #writeReplace} did not write. */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("not written by this class");
  }

  /** What an exception is written as, and made from again. */
  private record Written(
      CallSite site,
      Status.Code code,
      @Nullable String description,
      ByteString details,
      List<StackTraceElement> stackTrace)
      implements Serializable {

    private Object readResolve() throws ObjectStreamException {
      Metadata trailers;
      try {
        trailers =
            StatusProto.toStatusRuntimeException(com.google.rpc.Status.parseFrom(details))
                .getTrailers();
      } catch (InvalidProtocolBufferException e) {
        InvalidObjectException damaged = new InvalidObjectException("damaged details");
        damaged.initCause(e);
        throw damaged;
      }
      ContextBudgetClientException read =
          of(site, Status.fromCode(code).withDescription(description).asRuntimeException(trailers));
      read.setStackTrace(stackTrace.toArray(StackTraceElement[]::new));
      return read;
    }
  }

  private static String message(CallSite site, Status status, ErrorInfo info) {
    StringBuilder message = new StringBuilder();
    message.append(site).append(": ").append(status.getCode());
    if (!info.getReason().isEmpty()) {
      message.append(" (").append(info.getReason()).append(')');
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      message.append(": the deadline of ").append(site.deadline().toMillis()).append(" ms passed");
    }
    if (status.getDescription() != null) {
      message.append(": ").append(status.getDescription());
    }
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      appendCauses(message, status.getCause());
    }
    if (info.getMetadataCount() > 0) {
      message.append(' ').append(new TreeMap<>(info.getMetadataMap()));
    }
    return message.toString();
  }

  /** Says what the network said, which gRPC sums up as "io exception". */
  private static void appendCauses(StringBuilder message, @Nullable Throwable first) {
    Throwable cause = first;
    for (int i = 0; i < TOLD_CAUSES && cause != null; i++) {
      String told = cause.getMessage();
      if (told != null && message.indexOf(told) < 0) {
        message.append(": ").append(told);
      }
      cause = cause.getCause();
    }
  }

  private static List<Any> details(StatusRuntimeException failure) {
    try {
      com.google.rpc.Status status = StatusProto.fromThrowable(failure);
      return status == null ? List.of() : status.getDetailsList();
    } catch (IllegalArgumentException e) {
      return List.of(); // damaged details, by a proxy perhaps, must not hide the status
    }
  }

  private static <M extends Message> Optional<M> find(List<Any> details, Class<M> type) {
    for (Any detail : details) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty(); // as above
        }
      }
    }
    return Optional.empty();
  }
}
