package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.Role;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Work that nobody waits for any more ends.
 *
 * <p>The server has one worker, so a call after the one that was given up is answered only when
 * that one is over; and a call whose work went to its end has its tokens in the meters.
 */
class CancellationTest {
  /** Some seconds of work, against milliseconds for a cancellation to arrive. */
  private static final int MESSAGES = 15_000;

  private static final int MESSAGE_BYTES = 1_000;

  static Stream<com.google.protobuf.Message> works() {
    List<Message> messages = messages();
    Component history =
        Component.newBuilder()
            .setId("h")
            .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
            .setMessages(MessageContent.newBuilder().addAllMessages(messages))
            .build();
    return Stream.of(
        CountTokensRequest.newBuilder().setModel("gpt-4o").addComponents(history).build(),
        FitContextRequest.newBuilder().setModel("gpt-4o").addComponents(history).build(),
        CompactRequest.newBuilder()
            .setModel("gpt-4o")
            .setTargetTokens(1_000)
            .addAllMessages(messages)
            .build(),
        FitContextRequest.newBuilder()
            .setModel("claude-sonnet-4-5")
            .setProviderRequest(
                body(messages).setRenderAs(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES))
            .build(),
        LintContextRequest.newBuilder()
            .setModel("gpt-4o")
            .setProviderRequest(body(messages))
            .build());
  }

  private static ProviderRequest.Builder body(List<Message> messages) {
    StringBuilder json = new StringBuilder("{\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      json.append(i == 0 ? "" : ",")
          .append(i % 2 == 0 ? "{\"role\":\"user\"" : "{\"role\":\"assistant\"")
          .append(",\"content\":\"")
          .append(messages.get(i).getParts(0).getText())
          .append("\"}");
    }
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(ByteString.copyFromUtf8(json.append("]}").toString()));
  }

  /** Random letters, of which a tokenizer makes short tokens and slowly. */
  private static List<Message> messages() {
    SplittableRandom random = new SplittableRandom(1);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < MESSAGE_BYTES; c++) {
        text.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
      }
      messages.add(
          Message.newBuilder()
              .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
              .addParts(Part.newBuilder().setText(text.toString()))
              .build());
    }
    return messages;
  }

  private static MethodDescriptor<com.google.protobuf.Message, com.google.protobuf.Message> call(
      com.google.protobuf.Message request) {
    return Calls.of(request.getDescriptorForType().getName().replace("Request", ""));
  }

  @ParameterizedTest
  @MethodSource("works")
  void workEndsWhenItsCallerHasGone(com.google.protobuf.Message request) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (LiveServer server = LiveServer.start(s -> watched(s, begun), "server.threads=1")) {
      ListenableFuture<com.google.protobuf.Message> call =
          ClientCalls.futureUnaryCall(
              server.channel().newCall(call(request), CallOptions.DEFAULT), request);
      assertTrue(begun.await(60, TimeUnit.SECONDS));

      call.cancel(true);

      assertAnswersNext(server);
      assertEndedAs("CANCELLED", call(request), server);
    }
  }

  @ParameterizedTest
  @MethodSource("works")
  void workEndsWhenItsDeadlineHasPassed(com.google.protobuf.Message request) throws Exception {
    try (LiveServer server =
        LiveServer.start(
            "server.threads=1", "server.deadline=500ms", "server.compact-deadline=500ms")) {
      ListenableFuture<com.google.protobuf.Message> call =
          ClientCalls.futureUnaryCall(
              server.channel().newCall(call(request), CallOptions.DEFAULT), request);

      ExecutionException e = assertThrows(ExecutionException.class, call::get);

      assertEquals(
          Status.Code.DEADLINE_EXCEEDED,
          ((StatusRuntimeException) e.getCause()).getStatus().getCode());
      assertAnswersNext(server);
      assertEndedAs("DEADLINE_EXCEEDED", call(request), server);
    }
  }

  /** Tells when a worker begins with a call. */
  private static List<BindableService> watched(
      List<BindableService> services, CountDownLatch begun) {
    ServerInterceptor watch =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return new SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
              @Override
              public void onHalfClose() {
                begun.countDown();
                super.onHalfClose();
              }
            };
          }
        };
    return services.stream()
        .<BindableService>map(s -> () -> ServerInterceptors.intercept(s.bindService(), watch))
        .toList();
  }

  private static void assertAnswersNext(LiveServer server) {
    server.call(
        Calls.of("PlanBudget"),
        Calls.request("PlanBudget", "model: 'gpt-4o' policy { slots { name: 'a' } }"));
  }

  private static void assertEndedAs(String code, MethodDescriptor<?, ?> call, LiveServer server)
      throws Exception {
    String method = "method=\"%s\"".formatted(call.getFullMethodName());
    List<String> meters = server.admin("/metrics").lines().toList();
    assertTrue(
        meters.contains("contextbudget_calls_total{code=\"%s\",%s} 1.0".formatted(code, method)),
        () -> String.join("\n", meters));
    String tokens = "contextbudget_tokens_in_total{%s} ".formatted(method);
    assertTrue(
        meters.stream().filter(m -> m.startsWith(tokens)).allMatch((tokens + "0.0")::equals),
        "the work was done to its end");
  }
}
