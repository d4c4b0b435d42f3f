package dev.contextbudget.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A {@code CountTokensStream} that a test sends, asks and ends step by step. */
final class DocumentStream {
  static final MethodDescriptor<CountTokensStreamRequest, CountTokensStreamResponse> METHOD =
      ContextBudgetServiceGrpc.getCountTokensStreamMethod();

  /** Far more than any test needs; a test that reaches it hangs. */
  static final long PATIENCE_SECONDS = 60;

  private final ClientCall<CountTokensStreamRequest, CountTokensStreamResponse> call;
  private final BlockingQueue<CountTokensStreamResponse> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

  DocumentStream(LiveServer server, CallOptions options) {
    call = server.channel().newCall(METHOD, options);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(CountTokensStreamResponse answer) {
            answers.add(answer);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status.asRuntimeException(trailers));
          }
        },
        new Metadata());
  }

  DocumentStream(LiveServer server) {
    this(server, CallOptions.DEFAULT);
  }

  ClientCall<CountTokensStreamRequest, CountTokensStreamResponse> call() {
    return call;
  }

  /** Returns how many answers came that were not asked for by {@link #next}. */
  int answered() {
    return answers.size();
  }

  DocumentStream send(CountTokensStreamRequest... documents) {
    List.of(documents).forEach(call::sendMessage);
    return this;
  }

  CountTokensStreamResponse next() throws Exception {
    call.request(1);
    CountTokensStreamResponse answer = answers.poll(PATIENCE_SECONDS, SECONDS);
    assertTrue(answer != null, "no answer");
    return answer;
  }

  /** Returns how the call ended, as {@link Failure#line} tells it. */
  String end() throws Exception {
    call.request(Integer.MAX_VALUE / 2);
    return Failure.line(end.get(PATIENCE_SECONDS, SECONDS));
  }

  String halfCloseAndEnd() throws Exception {
    call.halfClose();
    return end();
  }

  static CountTokensStreamRequest first(String text) {
    return document("d0", text).toBuilder().setModel("gpt-4o").build();
  }

  static CountTokensStreamRequest document(String id, String text) {
    return CountTokensStreamRequest.newBuilder()
        .setDocumentId(id)
        .setTextUtf8(ByteString.copyFromUtf8(text))
        .build();
  }

  /** Returns a document that goes on from the one before. */
  static CountTokensStreamRequest part(String id, String text) {
    return document(id, text).toBuilder().setContinuesPrevious(true).build();
  }

  static CountTokensStreamResponse answer(String id, int tokens) {
    return CountTokensStreamResponse.newBuilder().setDocumentId(id).setTokens(tokens).build();
  }

  static CountTokensStreamResponse refusal(String id, String reason) {
    return CountTokensStreamResponse.newBuilder().setDocumentId(id).setErrorReason(reason).build();
  }
}
