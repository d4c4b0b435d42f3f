package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can learn that has no files of the contract, such as grpcurl. */
class ReflectionTest {
  private static final ServerReflectionRequest LIST =
      ServerReflectionRequest.newBuilder().setListServices("").build();

  private static ServerReflectionResponse ask(ServerReflectionRequest request, String... flags)
      throws InterruptedException {
    try (LiveServer server = LiveServer.start(flags)) {
      return server
          .exchange(ServerReflectionGrpc.getServerReflectionInfoMethod(), List.of(request))
          .get(0);
    }
  }

  private static FileDescriptorProto file(ServerReflectionRequest request) throws Exception {
    return FileDescriptorProto.parseFrom(
        ask(request).getFileDescriptorResponse().getFileDescriptorProto(0));
  }

  @Test
  void theServicesAreListed() throws Exception {
    List<String> names =
        ask(LIST).getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .sorted()
            .toList();

    assertEquals(
        List.of(
            "contextbudget.v1.CatalogService",
            "contextbudget.v1.ContextBudgetService",
            "contextbudget.v1.ErrorDetails",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection"),
        names);
  }

  /** No call names these, so by itself reflection would not have them. */
  @ParameterizedTest
  @ValueSource(strings = {"ErrorInfo", "BadRequest", "RetryInfo"})
  void theTypesOfErrorDetailsAreKnown(String type) throws Exception {
    FileDescriptorProto file =
        file(
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("google.rpc." + type)
                .build());

    assertTrue(
        file.getMessageTypeList().stream().map(DescriptorProto::getName).anyMatch(type::equals));
  }

  /** By its file: gRPC finds messages by name, and no enums. */
  @Test
  void theReasonsAreKnown() throws Exception {
    FileDescriptorProto file =
        file(
            ServerReflectionRequest.newBuilder()
                .setFileByFilename("contextbudget/v1/error_reason.proto")
                .build());

    assertEquals("ErrorReason", file.getEnumType(0).getName());
  }

  @Test
  void itCanBeTurnedOff() {
    CompletionException e =
        assertThrows(CompletionException.class, () -> ask(LIST, "server.reflection=false"));

    assertEquals(Status.Code.UNIMPLEMENTED, Status.fromThrowable(e).getCode());
  }
}
