package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.contextbudget.CallEnd;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.TextContent;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationOverGrpcTest {
  private static final String MISSING = "UNAUTHENTICATED CREDENTIAL_MISSING";
  private static final String INVALID = "UNAUTHENTICATED CREDENTIAL_INVALID";

  @TempDir Path folder;

  private CapturedLog log;

  @BeforeEach
  void capture() {
    log = new CapturedLog();
  }

  @AfterEach
  void stop() {
    log.close();
  }

  private static CountTokensRequest request(String text) {
    return CountTokensRequest.newBuilder()
        .setModel("gpt-4o")
        .addComponents(
            Component.newBuilder()
                .setId("a")
                .setKind(ComponentKind.COMPONENT_KIND_USER_INPUT)
                .setText(TextContent.newBuilder().setValue(text)))
        .build();
  }

  private static String count(Channel channel, String text) {
    try {
      return "OK "
          + ContextBudgetServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .countTokens(request(text))
              .getTotalTokens();
    } catch (StatusRuntimeException e) {
      return told(e);
    }
  }

  private static String told(StatusRuntimeException e) {
    ErrorInfo info = detail(e, ErrorInfo.class);
    return e.getStatus().getCode() + (info == null ? "" : " " + info.getReason());
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException e, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (com.google.protobuf.InvalidProtocolBufferException wrong) {
          throw new IllegalStateException(wrong);
        }
      }
    }
    return null;
  }

  private static List<MethodDescriptor<?, ?>> methods() {
    return Stream.of(
            ContextBudgetServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor(),
            ServerReflectionGrpc.getServiceDescriptor())
        .<MethodDescriptor<?, ?>>flatMap(service -> service.getMethods().stream())
        .toList();
  }

  /** Sends an empty request, and returns with what the call ends. */
  private static Status.Code outcome(Channel channel, MethodDescriptor<?, ?> method)
      throws Exception {
    MethodDescriptor.Marshaller<InputStream> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(InputStream value) {
            return value;
          }

          @Override
          public InputStream parse(InputStream stream) {
            return InputStream.nullInputStream();
          }
        };
    ClientCall<InputStream, InputStream> call =
        channel.newCall(
            method.toBuilder(bytes, bytes).build(),
            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
    CallEnd<InputStream> end = CallEnd.start(call);
    call.request(2);
    call.sendMessage(new ByteArrayInputStream(new byte[0]));
    call.halfClose();
    return end.code();
  }

  @Test
  void nothingButHealthIsServedWithoutACredential() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      for (MethodDescriptor<?, ?> method : methods()) {
        String name = method.getFullMethodName();
        Channel nobody = tenants.server().channel();
        assertEquals(Status.Code.UNAUTHENTICATED, outcome(nobody, method), name);
        Status.Code known = outcome(tenants.as(tenants.acmeKey()), method);
        assertTrue(
            known == Status.Code.OK
                || known == Status.Code.INVALID_ARGUMENT
                || known == Status.Code.NOT_FOUND,
            name + " " + known);
      }
      assertTrue(methods().size() >= 11, "all of them");
      assertEquals(ServingStatus.SERVING, tenants.server().health(""));
      assertEquals(MISSING, count(tenants.server().channel(), "x"));
    }
  }

  @Test
  void aKeyIsTakenOnlyWholeAndOnceAndInItsTime() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      String key = tenants.acmeKey();

      assertTrue(count(tenants.as(key), "x").startsWith("OK"), "right");
      assertTrue(count(tenants.sending("bearer  " + key), "x").startsWith("OK"), "scheme");
      assertEquals(INVALID, count(tenants.as(tenants.expiredKey()), "x"));
      assertEquals(INVALID, count(tenants.as(key + "A"), "x"));
      assertEquals(INVALID, count(tenants.as(key.substring(0, 20)), "x"));
      assertEquals(INVALID, count(tenants.as(""), "x"));
      assertEquals(INVALID, count(tenants.sending("Basic " + key), "x"));
      assertEquals(INVALID, count(tenants.sending(key), "x"));
      assertEquals(INVALID, count(tenants.sending("Bearer " + key, "Bearer " + key), "x"));
      assertEquals(INVALID, count(tenants.sending("", "Bearer " + key), "x"));
    }
  }

  @Test
  void aTokenIsTakenForItsTenantIfThisServerHasIt() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      String token = tenants.jwt("acme");

      assertTrue(count(tenants.as(token), "x").startsWith("OK"), "checked");
      assertTrue(count(tenants.as(token), "x").startsWith("OK"), "remembered");
      assertEquals("PERMISSION_DENIED TENANT_UNKNOWN", count(tenants.as(tenants.jwt("x")), "x"));
      assertEquals(INVALID, count(tenants.as(token.substring(0, token.length() - 4)), "x"));
      assertEquals(INVALID, count(tenants.as("a.b.c"), "x"));
      assertTrue(
          log.lines().stream().anyMatch(l -> l.contains(" access ") && l.contains("acme")),
          "the access log names the tenant");
    }
  }

  @Test
  void aTenantOverItsQuotaWaitsAndOthersDoNot() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{tokens-per-minute: 20}")) {
      String long30 = "word ".repeat(30);
      assertTrue(count(tenants.as(tenants.acmeKey()), long30).startsWith("OK"), "has any");

      StatusRuntimeException e =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  ContextBudgetServiceGrpc.newBlockingStub(tenants.as(tenants.jwt("acme")))
                      .countTokens(request("x")));

      assertEquals("RESOURCE_EXHAUSTED QUOTA_EXCEEDED", told(e));
      QuotaFailure.Violation violation = detail(e, QuotaFailure.class).getViolations(0);
      assertEquals("tokens-per-minute", violation.getQuotaId());
      long wait = detail(e, RetryInfo.class).getRetryDelay().getSeconds();
      assertTrue(wait >= 20 && wait <= 100, "wait " + wait);
      assertTrue(count(tenants.as(tenants.otherKey()), long30).startsWith("OK"), "other");

      HealthGrpc.newBlockingStub(tenants.as(tenants.acmeKey()))
          .check(HealthCheckRequest.getDefaultInstance());
      String metrics = tenants.server().admin("/metrics");
      assertTrue(
          metrics.contains("contextbudget_tenant_calls_total{tenant=\"acme\"} 1.0"), metrics);
      assertTrue(
          metrics.contains(
              "contextbudget_tenant_over_quota_total{quota=\"tokens-per-minute\",tenant=\"acme\"}"
                  + " 1.0"),
          metrics);
      assertTrue(metrics.contains("contextbudget_tenant_tokens_total{tenant=\"other\"}"), metrics);
      assertFalse(metrics.contains("tenant=\"-\""), metrics);
    }
  }

  @Test
  void inShadowACallOverQuotaIsServedAndToldOf() throws Exception {
    try (TenantServer tenants =
        new TenantServer(folder, "{tokens-per-minute: 1}", "auth.shadow-quotas=true")) {
      count(tenants.as(tenants.acmeKey()), "one two three");

      assertTrue(count(tenants.as(tenants.acmeKey()), "x").startsWith("OK"), "served");

      assertTrue(
          log.lines().stream().anyMatch(l -> l.contains("over quota, served all the same")),
          "told");
      assertTrue(
          tenants
              .server()
              .admin("/metrics")
              .contains("over_quota_total{quota=\"tokens-per-minute\",tenant=\"acme\"} 1.0"),
          "counted");
    }
  }

  @Test
  void aRequestOfMoreBytesThanMayBeInFlightIsRefusedBeforeItIsRead() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{bytes-in-flight: 1000}")) {
      assertEquals(
          "RESOURCE_EXHAUSTED QUOTA_EXCEEDED",
          count(tenants.as(tenants.acmeKey()), "a".repeat(2_000)));
      assertTrue(count(tenants.as(tenants.acmeKey()), "a").startsWith("OK"), "given back");
      assertEquals(
          "RESOURCE_EXHAUSTED QUOTA_EXCEEDED",
          count(tenants.as(tenants.jwt("acme")), "a".repeat(2_000)));
      assertTrue(count(tenants.as(tenants.jwt("acme")), "a").startsWith("OK"), "given back");
    }
  }

  @Test
  void bytesPerMinuteAreThoseOfRequests() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{bytes-per-minute: 1000}")) {
      assertTrue(
          count(tenants.as(tenants.acmeKey()), "a".repeat(2_000)).startsWith("OK"), "has any");
      assertEquals("RESOURCE_EXHAUSTED QUOTA_EXCEEDED", count(tenants.as(tenants.acmeKey()), "a"));
    }
  }

  @Test
  void aKeyThatIsTakenFromTheFileIsRefusedWithoutARestart() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      assertTrue(count(tenants.as(tenants.acmeKey()), "x").startsWith("OK"), "before");

      tenants.write("tenants: broken");
      await(tenants, "contextbudget_credential_reload_failures_total{files=\"tenants\"} 1.0");
      assertTrue(count(tenants.as(tenants.acmeKey()), "x").startsWith("OK"), "the old ones stay");

      tenants.write("tenants: [{id: acme}]");
      for (int i = 0; i < 500 && count(tenants.as(tenants.acmeKey()), "x").startsWith("OK"); i++) {
        Thread.sleep(20);
      }
      assertEquals(INVALID, count(tenants.as(tenants.acmeKey()), "x"));
      assertTrue(count(tenants.as(tenants.jwt("acme")), "x").startsWith("OK"), "by JWT");
    }
  }

  private static void await(TenantServer tenants, String metric) throws Exception {
    for (int i = 0; i < 500 && !tenants.server().admin("/metrics").contains(metric); i++) {
      Thread.sleep(20);
    }
    assertTrue(tenants.server().admin("/metrics").contains(metric), metric);
  }

  /** One that could keep the only place would keep out who has a key. */
  @Test
  void whoIsNotKnownHoldsNoPlace() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}", "server.max-in-flight=1")) {
      List<Channel> strangers =
          List.of(tenants.server().channel(), tenants.as("a.b.c"), tenants.as("unknown.key"));
      for (Channel stranger : strangers) {
        ClientCall<?, ?> open =
            stranger.newCall(
                ContextBudgetServiceGrpc.getCountTokensStreamMethod(), CallOptions.DEFAULT);
        CallEnd<?> end = CallEnd.start(open);
        open.request(1);
        assertEquals(Status.Code.UNAUTHENTICATED, end.code());
        assertTrue(count(tenants.as(tenants.acmeKey()), "x").startsWith("OK"), "free");
      }
    }
  }

  /** It would take a worker some 100 us. */
  @Test
  void noSignatureIsCheckedForACallThatIsRefused() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}", "server.max-in-flight=1")) {
      ClientCall<?, ?> open =
          tenants
              .as(tenants.acmeKey())
              .newCall(ContextBudgetServiceGrpc.getCountTokensStreamMethod(), CallOptions.DEFAULT);
      CallEnd.start(open);
      open.request(1);
      await(tenants, "contextbudget_calls_in_flight 1.0");

      assertEquals("UNAVAILABLE OVERLOADED", count(tenants.as("a.b.c"), "x"));
      assertEquals("UNAVAILABLE OVERLOADED", count(tenants.as(tenants.jwt("acme")), "x"));

      open.cancel("done", null);
      await(tenants, "contextbudget_calls_in_flight 0.0");
      assertEquals(INVALID, count(tenants.as("a.b.c"), "x"));
    }
  }
}
