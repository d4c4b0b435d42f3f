package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.TextContent;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerMetersTest {
  private static final String METHOD = "{method=\"contextbudget.v1.ContextBudgetService/%s\"}";

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  private List<String> lines(String prefix) throws Exception {
    return server.admin("/metrics").lines().filter(line -> line.startsWith(prefix)).toList();
  }

  @Test
  void onlyCallsThatCountTokensHaveTokenCounters() throws Exception {
    List<String> wanted =
        Stream.concat(
                Stream.of("Compact", "CountTokens", "CountTokensStream", "FitContext")
                    .map(METHOD::formatted),
                Stream.of("{method=\"other\"}"))
            .map(tag -> "contextbudget_tokens_in_total" + tag + " 0.0")
            .toList();

    assertEquals(wanted, lines("contextbudget_tokens_in_total").stream().sorted().toList());
  }

  /** Each answer has the tokens of all parts so far. */
  @Test
  void aTextThatGrowsIsMeteredOnce() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    StreamObserver<CountTokensStreamRequest> documents =
        ContextBudgetServiceGrpc.newStub(server.channel())
            .countTokensStream(new LatchObserver(answered));
    CountTokensStreamRequest.Builder document =
        CountTokensStreamRequest.newBuilder().setModel("gpt-4o");
    for (String part : List.of("one two", " thr", "ee four")) {
      documents.onNext(document.setTextUtf8(ByteString.copyFromUtf8(part)).build());
      document = CountTokensStreamRequest.newBuilder().setContinuesPrevious(true);
    }
    documents.onCompleted();
    answered.await();

    String call = METHOD.formatted("CountTokensStream");
    assertEquals(
        List.of("contextbudget_tokens_in_total" + call + " 4.0"),
        lines("contextbudget_tokens_in_total" + call));
  }

  /** Waits for the end of a stream. */
  private record LatchObserver(CountDownLatch ended)
      implements StreamObserver<CountTokensStreamResponse> {
    @Override
    public void onNext(CountTokensStreamResponse answer) {}

    @Override
    public void onError(Throwable failure) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }

  @Test
  void aPlanIsNoFittedContext() throws Exception {
    server.call(
        ContextBudgetServiceGrpc.getPlanBudgetMethod(),
        PlanBudgetRequest.newBuilder()
            .setModel("gpt-4o")
            .setPolicy(Policy.newBuilder().addSlots(Slot.newBuilder().setName("a")))
            .build());

    assertEquals(
        List.of("contextbudget_utilization_ratio_count 0"),
        lines("contextbudget_utilization_ratio_count"));
  }

  @Test
  void aFitIsOneContextAndItsDroppedItemsHaveShortReasons() throws Exception {
    server.call(
        ContextBudgetServiceGrpc.getFitContextMethod(),
        FitContextRequest.newBuilder()
            .setModel("gpt-4o")
            .setPolicy(Policy.newBuilder().setContextWindowTokens(130).setOutputReserveTokens(50))
            .addComponents(
                Component.newBuilder()
                    .setId("documents")
                    .setKind(ComponentKind.COMPONENT_KIND_RETRIEVED)
                    .setChunks(
                        ChunkContent.newBuilder()
                            .addChunks(Chunk.newBuilder().setValue("word ".repeat(40)))
                            .addChunks(Chunk.newBuilder().setValue("word ".repeat(400)))))
            .build());

    assertEquals(
        List.of("contextbudget_utilization_ratio_count 1"),
        lines("contextbudget_utilization_ratio_count"));
    assertEquals(
        List.of("contextbudget_items_dropped_total{reason=\"over_grant\"} 1.0"),
        lines("contextbudget_items_dropped_total").stream()
            .filter(line -> !line.endsWith(" 0.0"))
            .toList());
  }

  /**
   * The second call reads the first prompt from the provider's cache, the third has another one.
   */
  @Test
  void whatAPrefixSavesOrCostsIsMeteredByThePricesOfTheCatalogue() throws Exception {
    ByteString first = fitAfter(ByteString.EMPTY, "rule ");
    double atFirst = dollars("cost_usd_total{basis=\"expected\"}");
    assertEquals(List.of("contextbudget_prefix_total{result=\"kept\"} 0.0"), prefixes("kept"));

    fitAfter(first, "rule ");
    assertEquals(List.of("contextbudget_prefix_total{result=\"kept\"} 1.0"), prefixes("kept"));
    assertEquals(0, dollars("prefix_loss_usd_total"));
    double expected = dollars("cost_usd_total{basis=\"expected\"}");
    double uncached = dollars("cost_usd_total{basis=\"uncached\"}");
    assertTrue(atFirst > 0 && expected > atFirst, () -> expected + " after " + atFirst);
    assertTrue(expected < uncached, () -> expected + " of " + uncached);
    assertEquals(uncached, dollars("cost_usd_total{basis=\"unfitted\"}"), 1e-12);

    fitAfter(first, "other ");
    assertEquals(List.of("contextbudget_prefix_total{result=\"broken\"} 1.0"), prefixes("broken"));
    assertTrue(dollars("prefix_loss_usd_total") > 0);
  }

  private List<String> prefixes(String result) throws Exception {
    return lines("contextbudget_prefix_total{result=\"" + result);
  }

  private double dollars(String series) throws Exception {
    String line = lines("contextbudget_" + series).get(0);
    return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }

  /** Returns the prefix token of a prompt with 2,000 times a word in its system part. */
  private ByteString fitAfter(ByteString prefixToken, String word) {
    return server
        .call(
            ContextBudgetServiceGrpc.getFitContextMethod(),
            FitContextRequest.newBuilder()
                .setModel("gpt-4o")
                .setCache(CacheOptions.newBuilder().setPrefixToken(prefixToken))
                .addComponents(
                    Component.newBuilder()
                        .setId("system")
                        .setKind(ComponentKind.COMPONENT_KIND_SYSTEM)
                        .setText(TextContent.newBuilder().setValue(word.repeat(2_000))))
                .build())
        .getCache()
        .getPrefixToken();
  }
}
