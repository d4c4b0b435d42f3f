package dev.contextbudget.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.edge.RawMethod;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.TextContent;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live server, and a collector on a port of its own that takes what the server exports. */
class TracesTest {
  private static final String COUNT = "contextbudget.v1.ContextBudgetService/CountTokens";
  private static final String CANARY = "canary-e3b0";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private final Queue<byte[]> exported = new ConcurrentLinkedQueue<>();
  private Server collector;
  private LiveServer server;

  /** What OTLP's {@code Span} has, of trace.proto. */
  private record Span(
      String trace,
      String id,
      String parent,
      String name,
      long startNanos,
      long endNanos,
      Map<String, String> attributes,
      boolean error) {}

  @BeforeEach
  void start() throws Exception {
    String service = "opentelemetry.proto.collector.trace.v1.TraceService";
    collector =
        NettyServerBuilder.forAddress(
                new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder(service)
                    .addMethod(
                        RawMethod.of(service + "/Export"),
                        ServerCalls.asyncUnaryCall(
                            (request, answer) -> {
                              exported.add(request);
                              answer.onNext(new byte[0]);
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    server =
        LiveServer.start(
            "log.level=warn", "telemetry.otlp-endpoint=http://127.0.0.1:" + collector.getPort());
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
    collector.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  private CountTokensResponse count(String model, String traceparent) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    headers.put(Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER), "a=" + CANARY);
    headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), CANARY);
    headers.put(Metadata.Key.of("baggage", Metadata.ASCII_STRING_MARSHALLER), "prompt=" + CANARY);
    ContextBudgetServiceBlockingStub stub =
        ContextBudgetServiceGrpc.newBlockingStub(server.channel())
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    return stub.countTokens(
        CountTokensRequest.newBuilder()
            .setModel(model)
            .addComponents(
                Component.newBuilder()
                    .setId(CANARY)
                    .setKind(ComponentKind.COMPONENT_KIND_USER_INPUT)
                    .setText(TextContent.newBuilder().setValue("I am " + CANARY)))
            .build());
  }

  /** Stops the server, which exports what it has. */
  private List<Span> spans() throws Exception {
    server.stop();
    List<Span> spans = new ArrayList<>();
    for (byte[] request : exported) {
      assertFalse(new String(request, UTF_8).contains(CANARY));
      for (UnknownFieldSet resource : inner(UnknownFieldSet.parseFrom(request), 1)) {
        for (UnknownFieldSet scope : inner(resource, 2)) {
          for (UnknownFieldSet span : inner(scope, 2)) {
            spans.add(span(span));
          }
        }
      }
    }
    return spans;
  }

  private static List<UnknownFieldSet> inner(UnknownFieldSet message, int field) throws Exception {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      all.add(UnknownFieldSet.parseFrom(bytes));
    }
    return all;
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(0);
  }

  private static Span span(UnknownFieldSet span) throws Exception {
    Map<String, String> attributes = new TreeMap<>();
    for (UnknownFieldSet attribute : inner(span, 9)) {
      UnknownFieldSet value = inner(attribute, 2).get(0);
      List<Long> numbers = value.getField(3).getVarintList();
      attributes.put(
          bytes(attribute, 1).toStringUtf8(),
          numbers.isEmpty() ? bytes(value, 1).toStringUtf8() : Long.toString(numbers.get(0)));
    }
    HexFormat hex = HexFormat.of();
    boolean error = false;
    for (UnknownFieldSet status : inner(span, 15)) {
      error |= status.getField(3).getVarintList().contains(2L);
    }
    return new Span(
        hex.formatHex(bytes(span, 1).toByteArray()),
        hex.formatHex(bytes(span, 2).toByteArray()),
        hex.formatHex(bytes(span, 4).toByteArray()),
        bytes(span, 5).toStringUtf8(),
        span.getField(7).getFixed64List().get(0),
        span.getField(8).getFixed64List().get(0),
        attributes,
        error);
  }

  private static Span named(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertEquals(1, found.size(), () -> name + " in " + spans);
    return found.get(0);
  }

  @Test
  void aCallIsASpanOfItsCallersTraceWithASpanForEachStage() throws Exception {
    count("gpt-4o", "00-" + TRACE + "-" + PARENT + "-01");

    List<Span> spans = spans();
    Span call = named(spans, COUNT);
    assertEquals(TRACE, call.trace());
    assertEquals(PARENT, call.parent());
    assertFalse(call.error());
    assertEquals("0", call.attributes().get("rpc.grpc.status_code"));
    assertEquals("CountTokens", call.attributes().get("rpc.method"));
    assertTrue(Long.parseLong(call.attributes().get("rpc.request.size")) > 20);
    assertEquals(
        Set.of(
            "rpc.system",
            "rpc.service",
            "rpc.method",
            "rpc.grpc.status_code",
            "rpc.request.size",
            "rpc.response.size"),
        call.attributes().keySet());
    assertEquals(
        Set.of(COUNT, "queue", "decode", "work", "encode"),
        spans.stream().map(Span::name).collect(Collectors.toSet()));
    for (String stage : List.of("queue", "decode", "work", "encode")) {
      Span span = named(spans, stage);
      assertEquals(TRACE, span.trace());
      assertEquals(call.id(), span.parent());
      assertEquals(Map.of(), span.attributes());
      assertTrue(span.endNanos() > span.startNanos(), stage);
      assertTrue(span.startNanos() >= call.startNanos(), stage);
    }
    assertTrue(named(spans, "decode").startNanos() < named(spans, "work").startNanos());
  }

  /** Row 30 of the catalogue of bad input. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "banana",
        "00-" + TRACE + "-" + PARENT,
        "00-" + TRACE + "-0000000000000000-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "00-" + CANARY + "-" + PARENT + "-01",
      })
  void aMalformedParentBeginsAnotherTrace(String traceparent) throws Exception {
    assertTrue(count("gpt-4o", traceparent).getTotalTokens() > 0);

    Span call = named(spans(), COUNT);
    assertEquals("", call.parent());
    assertNotEquals(TRACE, call.trace());
    assertEquals(32, call.trace().length());
  }

  @Test
  void aTraceThatItsCallerDoesNotSampleIsNotExported() throws Exception {
    count("gpt-4o", "00-" + TRACE + "-" + PARENT + "-00");

    assertEquals(List.of(), spans());
  }

  @Test
  void aCallerCannotHaveItsTraceExported() throws Exception {
    server.close();
    server =
        LiveServer.start(
            "log.level=warn",
            "telemetry.sample-percent=0",
            "telemetry.otlp-endpoint=http://127.0.0.1:" + collector.getPort());
    count("gpt-4o", "00-" + TRACE + "-" + PARENT + "-01");
    count("gpt-4o", "00-" + "0".repeat(31) + "1-" + PARENT + "-01"); // the first of all ids
    count("gpt-4o", "00");

    assertEquals(List.of(), spans());
  }

  @Test
  void aCallThatItsCallerHasToChangeIsNoError() throws Exception {
    Status.Code code =
        assertThrows(StatusRuntimeException.class, () -> count("no-" + CANARY, "00"))
            .getStatus()
            .getCode();

    Span call = named(spans(), COUNT);
    assertEquals(Integer.toString(code.value()), call.attributes().get("rpc.grpc.status_code"));
    assertFalse(call.error());
  }

  @Test
  void aCollectorThatIsGoneCostsNoCall() throws Exception {
    collector.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);

    assertTrue(count("gpt-4o", "00").getTotalTokens() > 0);
    assertEquals(List.of(), spans());
  }
}
