package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.GetModelRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

class CallSizesTest {
  private static final String MEBIBYTE = "a".repeat(1 << 20);

  private static <Q> Code answer(LiveServer server, MethodDescriptor<Q, ?> method, Q request) {
    return assertThrows(StatusRuntimeException.class, () -> server.call(method, request))
        .getStatus()
        .getCode();
  }

  /** The others look at what they got, and find no model of that name. */
  @Test
  void aCallThatCarriesAPromptTakesALargeOneAndTheRestDoNot() throws Exception {
    try (LiveServer server = LiveServer.start()) {
      assertEquals(
          Code.NOT_FOUND,
          answer(
              server,
              ContextBudgetServiceGrpc.getCountTokensMethod(),
              CountTokensRequest.newBuilder().setModel(MEBIBYTE).build()));
      assertEquals(
          Code.NOT_FOUND,
          answer(
              server,
              ContextBudgetServiceGrpc.getFitContextMethod(),
              FitContextRequest.newBuilder().setModel(MEBIBYTE).build()));
      assertEquals(
          Code.NOT_FOUND,
          answer(
              server,
              ContextBudgetServiceGrpc.getCompactMethod(),
              CompactRequest.newBuilder().setModel(MEBIBYTE).build()));
      assertEquals(
          Code.NOT_FOUND,
          answer(
              server,
              CatalogServiceGrpc.getLintContextMethod(),
              LintContextRequest.newBuilder()
                  .setModel(MEBIBYTE)
                  .setProviderRequest(
                      ProviderRequest.newBuilder()
                          .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
                          .setJson(ByteString.copyFromUtf8("{}")))
                  .build()));
      assertEquals(
          Code.RESOURCE_EXHAUSTED,
          answer(
              server,
              ContextBudgetServiceGrpc.getPlanBudgetMethod(),
              PlanBudgetRequest.newBuilder().setModel(MEBIBYTE).build()));
      assertEquals(
          Code.RESOURCE_EXHAUSTED,
          answer(
              server,
              CatalogServiceGrpc.getGetModelMethod(),
              GetModelRequest.newBuilder().setModel(MEBIBYTE).build()));
    }
  }
}
