package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import dev.contextbudget.app.CapturedLog;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands around the calls: health and reflection for each service, and the admin port. */
class SurroundingsTest {
  private static final List<String> SERVICES =
      List.of(ContextBudgetServiceGrpc.SERVICE_NAME, CatalogServiceGrpc.SERVICE_NAME);

  @Test
  void everyServiceSaysThatItServesAndThatItStops() throws Exception {
    try (CapturedLog log = new CapturedLog();
        LiveServer server = LiveServer.start("server.drain-grace=10s")) {
      for (String service : SERVICES) {
        assertEquals(ServingStatus.SERVING, server.health(service));
      }
      assertEquals(ServingStatus.SERVING, server.health(""));
      assertEquals(
          Status.Code.NOT_FOUND,
          assertThrows(StatusRuntimeException.class, () -> server.health("nobody"))
              .getStatus()
              .getCode());
      List<Iterator<HealthCheckResponse>> watched =
          SERVICES.stream().map(service -> watch(server, service)).toList();
      watched.forEach(w -> assertEquals(ServingStatus.SERVING, w.next().getStatus()));

      server.stop();

      watched.forEach(w -> assertEquals(ServingStatus.NOT_SERVING, w.next().getStatus()));
      List<String> logged = log.lines();
      assertTrue(logged.stream().anyMatch(line -> line.endsWith(" stopped")), logged::toString);
      assertFalse(
          logged.stream().anyMatch(line -> line.contains("grace is over")),
          "a watch of the health is no work that is waited for");
    }
  }

  private static Iterator<HealthCheckResponse> watch(LiveServer server, String service) {
    return HealthGrpc.newBlockingStub(server.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .watch(HealthCheckRequest.newBuilder().setService(service).build());
  }

  @Test
  void theAdminPortTellsReadinessMetersAndSettings() throws Exception {
    try (LiveServer server = LiveServer.start("limits.max-messages=7")) {
      assertEquals("ready\n", server.admin("/readyz"));
      assertEquals("ok\n", server.admin("/healthz"));
      assertTrue(server.admin("/config").contains("max-messages: 7"));
      var call = ContextBudgetServiceGrpc.getCountTokensMethod();
      assertThrows(
          StatusRuntimeException.class,
          () -> server.call(call, CountTokensRequest.getDefaultInstance()));
      assertTrue(server.admin("/metrics").contains(call.getFullMethodName()));
    }
  }

  @Test
  void reflectionDescribesEveryService() throws Exception {
    try (LiveServer server = LiveServer.start()) {
      List<String> listed =
          reflect(server, ServerReflectionRequest.newBuilder().setListServices(""))
              .getListServicesResponse()
              .getServiceList()
              .stream()
              .map(ServiceResponse::getName)
              .sorted()
              .toList();

      assertEquals(
          Stream.concat(
                  SERVICES.stream(),
                  Stream.of(
                      "contextbudget.v1.ErrorDetails",
                      HealthGrpc.SERVICE_NAME,
                      ServerReflectionGrpc.SERVICE_NAME))
              .sorted()
              .toList(),
          listed);
      for (String service : SERVICES) {
        assertTrue(describes(server, service), service);
      }
    }
  }

  private static boolean describes(LiveServer server, String service) throws Exception {
    ServerReflectionResponse response =
        reflect(server, ServerReflectionRequest.newBuilder().setFileContainingSymbol(service));
    assertFalse(response.hasErrorResponse(), response::toString);
    for (ByteString file : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto proto = FileDescriptorProto.parseFrom(file);
      for (ServiceDescriptorProto described : proto.getServiceList()) {
        if (service.equals(proto.getPackage() + "." + described.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  private static ServerReflectionResponse reflect(
      LiveServer server, ServerReflectionRequest.Builder request) {
    return server
        .exchange(ServerReflectionGrpc.getServerReflectionInfoMethod(), List.of(request.build()))
        .get(0);
  }
}
