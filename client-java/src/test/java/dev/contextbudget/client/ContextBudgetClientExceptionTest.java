package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.contextbudget.client.ContextBudgetClientException.FieldViolation;
import dev.contextbudget.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a failed call's details, the damaged ones too. */
final class ContextBudgetClientExceptionTest {
  private static final ErrorInfo INFO =
      ErrorInfo.newBuilder()
          .setDomain("contextbudget.dev")
          .setReason("UNKNOWN_MODEL")
          .putMetadata("nearNames", "gpt-4o,gpt-4")
          .build();

  private static final CallSite SITE =
      new CallSite("budget.example:7477", "FitContext", Duration.ofMillis(1_500));

  private static ContextBudgetClientException failure(Code code, Any... details) {
    return ContextBudgetClientException.of(
        SITE,
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("no model 'x'")
                .addAllDetails(List.of(details))
                .build()));
  }

  private static Any any(Message detail) {
    return Any.pack(detail);
  }

  @Test
  void everyDetailIsDecoded() {
    var bad =
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder()
                    .setField("model")
                    .setReason("REQUIRED")
                    .setDescription("is missing"))
            .addFieldViolations(BadRequest.FieldViolation.newBuilder().setField("policy"))
            .build();
    var delay = com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(500_000_000);
    var retry = RetryInfo.newBuilder().setRetryDelay(delay).build();

    var e = failure(Code.NOT_FOUND, any(bad), any(retry), any(INFO));

    assertEquals(Code.NOT_FOUND, e.code());
    assertEquals(ErrorReason.ERROR_REASON_UNKNOWN_MODEL, e.reason());
    assertEquals("UNKNOWN_MODEL", e.reasonName());
    assertEquals(Map.of("nearNames", "gpt-4o,gpt-4"), e.metadata());
    assertEquals(
        List.of(
            new FieldViolation("model", "REQUIRED", "is missing"),
            new FieldViolation("policy", "", "")),
        e.violations());
    assertEquals(Optional.of(Duration.ofMillis(1_500)), e.retryDelay());
    assertEquals(
        "FitContext at budget.example:7477: NOT_FOUND (UNKNOWN_MODEL): no model 'x'"
            + " {nearNames=gpt-4o,gpt-4}",
        e.getMessage());
  }

  @Test
  void aFailureWithoutDetailsHasOnlyItsCode() {
    StatusRuntimeException cause = Status.UNAVAILABLE.asRuntimeException();

    var e = ContextBudgetClientException.of(SITE, cause);

    assertEquals(Code.UNAVAILABLE, e.code());
    assertBare(e);
    assertEquals("FitContext at budget.example:7477: UNAVAILABLE", e.getMessage());
    assertSame(cause, e.getCause());
  }

  @Test
  void aPassedDeadlineIsNamed() {
    var e =
        ContextBudgetClientException.of(
            SITE, Status.DEADLINE_EXCEEDED.withDescription("closed=[]").asRuntimeException());

    assertEquals(
        "FitContext at budget.example:7477: DEADLINE_EXCEEDED: the deadline of 1500 ms passed:"
            + " closed=[]",
        e.getMessage());
  }

  @Test
  void whatTheNetworkSaidIsSaidOnce() {
    var refused =
        new java.io.IOException(
            "Connection refused: host/1.2.3.4:7477", new java.net.ConnectException("refused"));

    var e =
        ContextBudgetClientException.of(
            SITE,
            Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(refused)
                .asRuntimeException());

    assertEquals(
        "FitContext at budget.example:7477: UNAVAILABLE: io exception: Connection refused:"
            + " host/1.2.3.4:7477",
        e.getMessage());
  }

  /** It may quote what is not for a log: only the network is known not to. */
  @Test
  void aCauseThatIsNotTheNetworkIsNotQuoted() {
    var e =
        ContextBudgetClientException.of(
            SITE,
            Status.CANCELLED
                .withCause(new IllegalStateException("For input: a prompt"))
                .asRuntimeException());

    assertEquals("FitContext at budget.example:7477: CANCELLED", e.getMessage());
  }

  @Test
  void aReasonThatIsNotKnownYetKeepsItsName() {
    var e = failure(Code.ABORTED, any(INFO.toBuilder().setReason("FROM_THE_FUTURE").build()));

    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, e.reason());
    assertEquals("FROM_THE_FUTURE", e.reasonName());
    assertEquals(Code.ABORTED, e.code());
  }

  @Test
  void theReasonOfAnotherDomainIsNotOurs() {
    assertBare(failure(Code.UNAVAILABLE, any(INFO.toBuilder().setDomain("proxy.example").build())));
  }

  @Test
  void aDamagedDetailDoesNotHideTheOthers() {
    Any damaged =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.rpc.BadRequest")
            .setValue(ByteString.fromHex("ff"))
            .build();

    var e = failure(Code.INVALID_ARGUMENT, damaged, any(INFO));

    assertEquals(ErrorReason.ERROR_REASON_UNKNOWN_MODEL, e.reason());
    assertEquals(List.of(), e.violations());
  }

  @Test
  void damagedDetailsDoNotHideTheStatus() {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {-1});

    var e =
        ContextBudgetClientException.of(
            SITE, Status.INTERNAL.withDescription("broken").asRuntimeException(trailers));

    assertEquals("FitContext at budget.example:7477: INTERNAL: broken", e.getMessage());
    assertBare(e);
  }

  @Test
  void aSerialisedFailureSaysTheSame() throws Exception {
    var bad =
        BadRequest.newBuilder()
            .addFieldViolations(BadRequest.FieldViolation.newBuilder().setField("model"))
            .build();
    var delay = com.google.protobuf.Duration.newBuilder().setSeconds(2);
    var retry = RetryInfo.newBuilder().setRetryDelay(delay).build();
    var e = failure(Code.NOT_FOUND, any(bad), any(retry), any(INFO));

    var read = copy(e);

    assertEquals(e.code(), read.code());
    assertEquals(e.reason(), read.reason());
    assertEquals(e.metadata(), read.metadata());
    assertEquals(e.violations(), read.violations());
    assertEquals(e.retryDelay(), read.retryDelay());
    assertEquals(e.getMessage(), read.getMessage());
    assertArrayEquals(e.getStackTrace(), read.getStackTrace());
    assertEquals(
        "io.grpc.StatusRuntimeException: NOT_FOUND: no model 'x'", String.valueOf(read.getCause()));
  }

  @Test
  void aSerialisedStatusAloneStaysBare() throws Exception {
    var read = copy(ContextBudgetClientException.of(SITE, Status.CANCELLED.asRuntimeException()));

    assertEquals("FitContext at budget.example:7477: CANCELLED", read.getMessage());
    assertEquals("FitContext", read.call());
    assertEquals("budget.example:7477", read.target());
    assertBare(read);
  }

  private static ContextBudgetClientException copy(ContextBudgetClientException e)
      throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ContextBudgetClientException) in.readObject();
    }
  }

  private static void assertBare(ContextBudgetClientException e) {
    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, e.reason());
    assertEquals("", e.reasonName());
    assertEquals(Map.of(), e.metadata());
    assertEquals(List.of(), e.violations());
    assertEquals(Optional.empty(), e.retryDelay());
  }
}
