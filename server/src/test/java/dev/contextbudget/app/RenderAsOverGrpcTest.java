package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PrepareCompaction;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RenderAsOverGrpcTest {
  private static final String MODEL = "claude-sonnet-4-5";
  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.close();
  }

  private static ProviderRequest chat(String json) {
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(ByteString.copyFromUtf8(json))
        .setRenderAs(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES)
        .build();
  }

  private static FitContextResponse fit(ProviderRequest body) {
    return server.call(
        ContextBudgetServiceGrpc.getFitContextMethod(),
        FitContextRequest.newBuilder().setModel(MODEL).setProviderRequest(body).build());
  }

  @Test
  void aBodyComesBackForAnotherApiAndIsCountedSo() {
    FitContextResponse answer =
        fit(
            chat(
                "{\"model\":\"gpt-4o\",\"max_tokens\":9,\"messages\":["
                    + "{\"role\":\"system\",\"content\":\"Short.\"},"
                    + "{\"role\":\"user\",\"content\":\"One\"},"
                    + "{\"role\":\"user\",\"content\":\"Two\"}]}"));

    assertEquals(
        "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9,\"system\":\"Short.\",\"messages\":["
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"One\"},"
            + "{\"type\":\"text\",\"text\":\"Two\"}]}]}",
        answer.getBody().getJson().toStringUtf8());
    CountTokensResponse counted =
        server.call(
            ContextBudgetServiceGrpc.getCountTokensMethod(),
            CountTokensRequest.newBuilder()
                .setModel(MODEL)
                .setProviderRequest(
                    ProviderRequest.newBuilder()
                        .setFormat(answer.getBody().getFormat())
                        .setJson(answer.getBody().getJson()))
                .build());
    assertEquals(counted.getTotalTokens(), answer.getReport().getTotalTokens());
  }

  @Test
  void whatWouldBeLostIsListedByPlace() throws Exception {
    String secret = "my-own-member";
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                fit(
                    chat(
                        "{\"seed\":7,\"%s\":1,\"temperature\":1.5,\"messages\":[".formatted(secret)
                            + "{\"role\":\"user\",\"name\":\"Ada\",\"content\":\"Hi\"}]}")));

    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    List<BadRequest.FieldViolation> violations = violations(refused);
    assertEquals(
        List.of(
            "provider_request.json#/messages/0/name",
            "provider_request.json",
            "provider_request.json#/seed",
            "provider_request.json#/temperature"),
        violations.stream().map(BadRequest.FieldViolation::getField).toList());
    assertTrue(violations.stream().allMatch(v -> v.getReason().equals("BODY_NOT_CONVERTIBLE")));
    assertTrue(
        violations.stream()
            .allMatch(v -> v.getDescription().endsWith(" has no place in Anthropic Messages")));
    assertFalse(violations.toString().contains(secret));
  }

  private static List<BadRequest.FieldViolation> violations(StatusRuntimeException refused)
      throws Exception {
    for (Any detail : StatusProto.fromThrowable(refused).getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        return detail.unpack(BadRequest.class).getFieldViolationsList();
      }
    }
    throw new AssertionError("no violations");
  }

  @Test
  void onlyFitContextRendersForAnotherApi() {
    ProviderRequest body = chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertConflict(
        () ->
            server.call(
                ContextBudgetServiceGrpc.getCountTokensMethod(),
                CountTokensRequest.newBuilder().setModel(MODEL).setProviderRequest(body).build()));
    assertConflict(
        () ->
            server.call(
                ContextBudgetServiceGrpc.getCompactMethod(),
                CompactRequest.newBuilder()
                    .setModel(MODEL)
                    .setProviderRequest(body)
                    .setPrepare(PrepareCompaction.getDefaultInstance())
                    .build()));
  }

  private static void assertConflict(Executable call) {
    StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    assertTrue(refused.getMessage().contains("provider_request.render_as"), refused.getMessage());
  }
}
