package dev.contextbudget.edge;

import static dev.contextbudget.edge.DocumentStream.answer;
import static dev.contextbudget.edge.DocumentStream.document;
import static dev.contextbudget.edge.DocumentStream.first;
import static dev.contextbudget.edge.DocumentStream.refusal;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.CapturedLog;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.ExactTokenizer;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.grpc.ContextBudgetService;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import io.grpc.CallOptions;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many documents over one call, on a real port. */
class DocumentStreamTest {
  @AutoClose private static final LiveServer server = LiveServer.start();

  @Test
  void eachDocumentIsAnsweredBeforeTheNextIsSent() throws Exception {
    DocumentStream stream = new DocumentStream(server);

    CountTokensStreamResponse first = stream.send(first("Hello world")).next();

    CountBasis basis = first.getBasis();
    assertEquals("gpt-4o", basis.getModelId());
    assertEquals("o200k_base", basis.getTokenizerId());
    assertEquals(answer("d0", 2), first.toBuilder().clearBasis().build());
    assertEquals(answer("d1", 0), stream.send(document("d1", "")).next());
    assertEquals(answer("", 4), stream.send(document("", "one two three four")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  /** Against the unary call, which counts the same texts as strings. */
  @ParameterizedTest
  @MethodSource("seeds")
  void answersComeInOrderAndAreThoseOfCountTokens(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> texts =
        IntStream.range(0, 100)
            .mapToObj(i -> "Das Fenster, \u6F22\u5B57. ".repeat(random.nextInt(40)) + i)
            .toList();
    DocumentStream stream = new DocumentStream(server);
    stream.send(first(texts.get(0)));
    for (int i = 1; i < texts.size(); i++) {
      stream.send(document("d" + i, texts.get(i)));
    }

    for (int i = 0; i < texts.size(); i++) {
      String component = "components { id: 'c' kind: COMPONENT_KIND_CUSTOM text { value: '%s' } }";
      CountTokensResponse unary =
          (CountTokensResponse)
              server.call(
                  Calls.of("CountTokens"),
                  Calls.request(
                      "CountTokens", "model: 'gpt-4o' " + component.formatted(texts.get(i))));
      assertEquals(
          answer("d" + i, unary.getComponents(0).getTokens()),
          stream.next().toBuilder().clearBasis().build());
    }
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void aBadDocumentFailsAloneAndTheStreamGoesOn() throws Exception {
    DocumentStream stream = new DocumentStream(server);
    CountTokensStreamRequest notUtf8 =
        first("").toBuilder().setTextUtf8(ByteString.copyFrom(new byte[] {'a', -1})).build();
    String longId = "\u00e9".repeat(64);

    assertEquals("BAD_UTF8", stream.send(notUtf8).next().getErrorReason());
    assertEquals(
        refusal("large", "TEXT_TOO_LARGE"),
        stream.send(document("large", " ".repeat((4 << 20) + 1))).next());
    assertEquals(answer(longId, 1), stream.send(document(longId, "a")).next());
    assertEquals(refusal("", "BAD_ID"), stream.send(document(longId + "x", "a")).next());
    assertEquals(answer("good", 2), stream.send(document("good", "Hello world")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void aStreamThatIsWrongFailsAsAWhole() throws Exception {
    CountTokensStreamRequest unknown = first("a").toBuilder().setModel("gpt-40").build();

    assertEquals(
        "INVALID_ARGUMENT REQUIRED model",
        new DocumentStream(server).send(document("d", "a")).end());
    assertTrue(
        new DocumentStream(server)
            .send(unknown)
            .end()
            .startsWith("NOT_FOUND UNKNOWN_MODEL nearNames="));
    assertEquals(
        "INVALID_ARGUMENT CONFLICT model",
        new DocumentStream(server).send(first("a"), first("b")).end());
    assertEquals("OK", new DocumentStream(server).halfCloseAndEnd());
  }

  @Test
  void documentsAboveTheLimitEndTheStream() throws Exception {
    try (LiveServer small = LiveServer.start("limits.max-documents=2")) {
      DocumentStream stream = new DocumentStream(small);
      stream.send(first("a"), document("d1", "b"), document("d2", "c"));

      stream.next();
      assertEquals("d1", stream.next().getDocumentId());
      assertEquals("INVALID_ARGUMENT TOO_MANY_ITEMS stream actual=3 limit=2", stream.end());
    }
  }

  /** The answers of a caller that does not read them would fill the memory of the server. */
  @Test
  void aCallerThatDoesNotReadIsNotReadFromUntilItDoes() throws Exception {
    int documents = 200_000;
    try (LiveServer patient = LiveServer.start("limits.max-documents=1000000")) {
      DocumentStream stream = new DocumentStream(patient);
      stream.send(first("a"));
      CountTokensStreamRequest document = document("d".repeat(128), "a");
      int sent = 1;
      while (sent < documents && isTakenFrom(stream, patient)) {
        stream.send(document);
        sent++;
      }
      long counted = counted(patient);

      assertTrue(sent < documents, "everything was taken");
      assertTrue(counted < 20_000, () -> counted + " were counted for nobody");

      assertEquals("OK", stream.halfCloseAndEnd()); // now it reads
      assertEquals(sent, stream.answered());
    }
  }

  /** Returns whether the call can send, now or when the server has counted all that it will. */
  private static boolean isTakenFrom(DocumentStream stream, LiveServer server) throws Exception {
    for (long before = -1, now = 0; now != before && !stream.call().isReady(); ) {
      before = now;
      for (int i = 0; i < 20; i++) {
        server.health("");
      }
      now = counted(server);
    }
    return stream.call().isReady();
  }

  /** Each document of these tests has one token. */
  private static long counted(LiveServer server) throws Exception {
    String meter =
        "contextbudget_tokens_in_total{method=\"%s\"} "
            .formatted(DocumentStream.METHOD.getFullMethodName());
    return server
        .admin("/metrics")
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(meter.length())))
        .sum();
  }

  @Test
  void aStreamWhoseCallerIsSilentEndsAtTheDeadlineOfTheServer() throws Exception {
    try (LiveServer hasty = LiveServer.start("server.deadline=200ms")) {
      DocumentStream stream = new DocumentStream(hasty);
      stream.send(first("a")).next();

      assertEquals("DEADLINE_EXCEEDED", stream.end());
    }
  }

  /** Counts until somebody stops it. */
  private static final class Endless extends ExactTokenizer {
    private final CountDownLatch begun;
    private final StopSignal stop;

    Endless(CountDownLatch begun, StopSignal stop) {
      super("endless");
      this.begun = begun;
      this.stop = stop;
    }

    @Override
    public Tokenizer stoppedBy(StopSignal signal) {
      return new Endless(begun, signal);
    }

    @Override
    public int count(Utf8Text text) {
      begun.countDown();
      while (true) {
        stop.check();
      }
    }

    @Override
    public int prefixBytes(Utf8Text text, int limitTokens) {
      return 0;
    }

    @Override
    public int suffixBytes(Utf8Text text, int limitTokens) {
      return 0;
    }
  }

  /** The only worker is free again for the next call. */
  @Test
  void workOnADocumentEndsWhenItsTimeIsUpOrItsCallerHasGone() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    ModelCatalog catalog =
        new CatalogReader(tokenizer -> new Endless(begun, StopSignal.NEVER)).bundled();
    try (Meters meters = new Meters(Set.of());
        LiveServer single =
            LiveServer.start(
                services ->
                    List.of(new ContextBudgetService(() -> catalog, Limits.DEFAULTS, meters)),
                "server.threads=1",
                "server.deadline=500ms")) {
      assertEquals("DEADLINE_EXCEEDED", new DocumentStream(single).send(first("a")).end());

      DocumentStream gone =
          new DocumentStream(
              single,
              CallOptions.DEFAULT.withDeadlineAfter(DocumentStream.PATIENCE_SECONDS, SECONDS));
      gone.send(first("a"));
      assertTrue(begun.await(DocumentStream.PATIENCE_SECONDS, SECONDS));
      gone.call().cancel("gone", null);

      single.call(
          Calls.of("PlanBudget"),
          Calls.request("PlanBudget", "model: 'gpt-4o' policy { slots { name: 'a' } }"));
    }
  }

  @Test
  void noTextOfADocumentIsLoggedOrMeasured() throws Exception {
    String mark = "canary7d1f";
    try (CapturedLog log = new CapturedLog();
        LiveServer watched = LiveServer.start()) {
      DocumentStream stream = new DocumentStream(watched);
      stream.send(first(mark)).next();
      ByteString bad = ByteString.copyFromUtf8(mark).concat(ByteString.copyFrom(new byte[] {-1}));
      stream.send(document(mark, "").toBuilder().setTextUtf8(bad).build()).next();
      String failure = stream.send(first(mark)).end();

      assertFalse(failure.contains(mark));
      assertFalse(watched.admin("/metrics").contains(mark));
      assertTrue(log.lines().stream().noneMatch(line -> line.contains(mark)));
    }
  }
}
