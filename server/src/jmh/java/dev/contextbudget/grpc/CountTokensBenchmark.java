package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code CountTokens} on a conversation of 128,000 tokens over a real port, beside a handler that
 * decodes the same request and encodes the same answer and does nothing else.
 *
 * <p>Client and server share the process and its processors, so all three pay for both ends.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="CountTokensBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(2)
public class CountTokensBenchmark {
  static final String MODEL = "gpt-4.1";
  static final int TOKENS = 128_000;

  /** What the server has to do. */
  public enum Work {
    /** Decode and encode. */
    ECHO,
    /** Count texts that it has counted before. */
    REPEATED,
    /** Count texts that the cache does not hold: it is asked, and has room for four. */
    FRESH
  }

  /** How texts are sent. */
  public enum Texts {
    STRING,
    BYTES
  }

  @Param Work work;
  @Param Texts texts;

  private LiveServer server;
  private CountTokensRequest request;

  @Setup
  public void setup() {
    request = request(texts);
    server =
        switch (work) {
          case REPEATED -> start(services -> services);
          case FRESH -> LiveServer.start("log.level=warn", "tokenizers.count-cache-entries=4");
          case ECHO -> {
            CountTokensResponse answer = answer();
            yield start(services -> List.of(echo(answer)));
          }
        };
  }

  private static LiveServer start(
      java.util.function.UnaryOperator<List<BindableService>> services) {
    return LiveServer.start(services, "log.level=warn");
  }

  /** Returns what the server says, so that the echo says the same. */
  private CountTokensResponse answer() {
    try (LiveServer counting = LiveServer.start()) {
      return counting.call(ContextBudgetServiceGrpc.getCountTokensMethod(), request);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the answer anew each time: a message remembers its size once it was encoded. */
  private static BindableService echo(CountTokensResponse answer) {
    return new ContextBudgetServiceGrpc.ContextBudgetServiceImplBase() {
      @Override
      public void countTokens(
          CountTokensRequest request, StreamObserver<CountTokensResponse> observer) {
        observer.onNext(answer.toBuilder().build());
        observer.onCompleted();
      }
    };
  }

  static CountTokensRequest request(Texts texts) {
    List<Message> messages =
        ToolConversation.messages(
            42, TOKENS, new CatalogReader().bundled().find(MODEL).model().tokenizer());
    List<Component> components =
        ToolConversation.components(
            texts == Texts.STRING
                ? messages
                : messages.stream().map(CountTokensBenchmark::inBytes).toList());
    return CountTokensRequest.newBuilder().setModel(MODEL).addAllComponents(components).build();
  }

  private static Message inBytes(Message message) {
    Message.Builder converted = message.toBuilder();
    converted.getPartsBuilderList().forEach(CountTokensBenchmark::toBytes);
    return converted.build();
  }

  private static void toBytes(Part.Builder part) {
    if (part.hasText()) {
      part.setTextUtf8(ByteString.copyFromUtf8(part.getText()));
    }
    if (part.hasToolResult()) {
      part.getToolResultBuilder().getPartsBuilderList().forEach(CountTokensBenchmark::toBytes);
    }
  }

  @TearDown
  public void tearDown() throws InterruptedException {
    server.close();
  }

  @Benchmark
  public CountTokensResponse call() {
    return server.call(ContextBudgetServiceGrpc.getCountTokensMethod(), request);
  }
}
