package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.ErrorInfo;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.ToolResult;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

/** The same mistake in a message is told by its own path in each call. */
class MessagePathTest {
  private static final Message DANGLING =
      Message.newBuilder()
          .setRole(Role.ROLE_TOOL)
          .addParts(Part.newBuilder().setToolResult(ToolResult.newBuilder().setCallId("c")))
          .build();

  private static <Q> String fieldOfFailure(
      LiveServer server, MethodDescriptor<Q, ?> method, Q request) throws Exception {
    return assertThrows(StatusRuntimeException.class, () -> server.call(method, request))
        .getTrailers()
        .get(Errors.DETAILS)
        .getDetails(0)
        .unpack(ErrorInfo.class)
        .getMetadataOrThrow("field");
  }

  @Test
  void aDanglingResultIsToldWhereItStandsInTheRequest() throws Exception {
    try (LiveServer server = LiveServer.start()) {
      assertEquals(
          "messages[0].parts[0].tool_result",
          fieldOfFailure(
              server,
              ContextBudgetServiceGrpc.getCompactMethod(),
              CompactRequest.newBuilder()
                  .setModel("gpt-4o")
                  .setTargetTokens(10)
                  .addMessages(DANGLING)
                  .build()));
      assertEquals(
          "components[0].messages.messages[0].parts[0].tool_result",
          fieldOfFailure(
              server,
              ContextBudgetServiceGrpc.getFitContextMethod(),
              FitContextRequest.newBuilder()
                  .setModel("gpt-4o")
                  .addComponents(
                      Component.newBuilder()
                          .setId("history")
                          .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
                          .setMessages(MessageContent.newBuilder().addMessages(DANGLING)))
                  .build()));
    }
  }
}
