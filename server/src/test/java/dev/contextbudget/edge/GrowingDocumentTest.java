package dev.contextbudget.edge;

import static dev.contextbudget.edge.DocumentStream.answer;
import static dev.contextbudget.edge.DocumentStream.document;
import static dev.contextbudget.edge.DocumentStream.first;
import static dev.contextbudget.edge.DocumentStream.part;
import static dev.contextbudget.edge.DocumentStream.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of a stream that go on from the one before, on a real port. */
class GrowingDocumentTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  private static final List<String> MODELS =
      List.of("gpt-4o", MountedTokenizer.MODEL, "claude-opus-4");

  @AutoClose private static LiveServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = MountedTokenizer.start(folder);
  }

  @Test
  void aPartIsAnsweredWithTheTokensOfTheWholeTextSoFar() throws Exception {
    DocumentStream stream = new DocumentStream(server);

    assertEquals(2, stream.send(first("Hello wor")).next().getTokens());
    assertEquals(answer("d1", 2), stream.send(part("d1", "ld")).next());
    assertEquals(answer("d2", 2), stream.send(part("d2", "")).next());
    assertEquals(answer("d3", 4), stream.send(part("d3", " and more")).next());
    assertEquals(answer("d4", 1), stream.send(document("d4", "Hello")).next());
    assertEquals(answer("d5", 2), stream.send(part("d5", " world")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  /** Returns the tokens of a text; of an estimate there is no other account than its own. */
  private static int tokens(String model, String text) {
    return switch (model) {
      case "gpt-4o" -> O200K.countTokensOrdinary(text);
      case MountedTokenizer.MODEL -> MountedTokenizer.REFERENCE.countTokensOrdinary(text);
      default -> CATALOG.find(model).model().tokenizer().count(Utf8Text.of(text));
    };
  }

  /** Exact, by a mounted file and estimated. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyPartIsAnsweredAsTheTextWouldBeAlone(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    String model = MODELS.get((int) (seed % MODELS.size()));
    DocumentStream stream = new DocumentStream(server);
    StringBuilder text = new StringBuilder("Das Fenster, ");
    stream.send(first(text.toString()).toBuilder().setModel(model).build()).next();

    for (int i = 0; i < 60; i++) {
      String more = "don't go, \u6F22\u5B57!  \n\n 12345 ABCdef".substring(random.nextInt(20));
      String added = more.substring(0, random.nextInt(more.length() + 1));
      text.append(added);
      int expected = tokens(model, text.toString());
      assertEquals(answer("d" + i, expected), stream.send(part("d" + i, added)).next());
    }
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void aPartThatFailsEndsTheTextAndNothingElse() throws Exception {
    DocumentStream stream = new DocumentStream(server);
    CountTokensStreamRequest half =
        part("half", "").toBuilder().setTextUtf8(ByteString.copyFrom(new byte[] {-61})).build();

    stream.send(first("caf")).next();
    assertEquals(refusal("half", "BAD_UTF8"), stream.send(half).next());
    assertEquals(refusal("rest", "BAD_UTF8"), stream.send(part("rest", "s")).next());
    assertEquals("BAD_UTF8", stream.send(part("x".repeat(129), "s")).next().getErrorReason());
    assertEquals(answer("new", 1), stream.send(document("new", "caf")).next());
    assertEquals(answer("part", 2), stream.send(part("part", " au")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void thereMustBeADocumentToGoOnFrom() throws Exception {
    DocumentStream stream = new DocumentStream(server);
    CountTokensStreamRequest lone = first("a").toBuilder().setContinuesPrevious(true).build();

    assertEquals("CONFLICT", stream.send(lone).next().getErrorReason());
    assertEquals(refusal("p", "CONFLICT"), stream.send(part("p", "a")).next());
    assertEquals(answer("d", 1), stream.send(document("d", "a")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void theWholeTextIsWithinTheLimitOfOne() throws Exception {
    try (LiveServer small = LiveServer.start("limits.max-text-bytes=100")) {
      DocumentStream stream = new DocumentStream(small);

      assertEquals(21, stream.send(first("a b ".repeat(10))).next().getTokens());
      assertTrue(stream.send(part("d1", "c ".repeat(30))).next().hasTokens());
      assertEquals(refusal("d2", "TEXT_TOO_LARGE"), stream.send(part("d2", "d")).next());
      assertEquals(refusal("d3", "TEXT_TOO_LARGE"), stream.send(part("d3", "")).next());
      assertEquals("OK", stream.halfCloseAndEnd());
    }
  }

  /** What is counted again with each part is bounded; the first document itself is not. */
  @Test
  void aRunThatOffersNoPlaceToGoOnFromCannotGrowForLong() throws Exception {
    DocumentStream stream = new DocumentStream(server);
    int bytes = 1 << 16;

    assertTrue(stream.send(first("a".repeat(bytes))).next().hasTokens());
    CountTokensStreamResponse last = stream.send(part("last", "a".repeat(1000))).next();
    assertTrue(last.hasTokens());
    assertEquals(refusal("more", "TEXT_TOO_LARGE"), stream.send(part("more", "a")).next());

    assertTrue(stream.send(document("long", " a".repeat(bytes))).next().hasTokens());
    assertEquals(answer("on", bytes + 1), stream.send(part("on", " a")).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }
}
