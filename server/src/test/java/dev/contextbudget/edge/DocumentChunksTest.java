package dev.contextbudget.edge;

import static dev.contextbudget.edge.DocumentStream.answer;
import static dev.contextbudget.edge.DocumentStream.document;
import static dev.contextbudget.edge.DocumentStream.first;
import static dev.contextbudget.edge.DocumentStream.part;
import static dev.contextbudget.edge.DocumentStream.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Documents of a stream that are cut into chunks, on a real port. */
class DocumentChunksTest {
  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static CountTokensStreamRequest chunked(CountTokensStreamRequest document, int tokens) {
    return document.toBuilder().setChunkTokens(tokens).build();
  }

  @Test
  void chunksAreTheTextAndNoneHasTooManyTokensAlone() throws Exception {
    Encoding reference = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    Utf8Text text = Utf8Text.of("Das Fenster war \u6F22\u5B57 offen, don't ask. ".repeat(200));
    DocumentStream stream = new DocumentStream(server);

    CountTokensStreamResponse answer = stream.send(chunked(first(text.decode()), 50)).next();

    assertEquals(reference.countTokensOrdinary(text.decode()), answer.getTokens());
    int from = 0;
    for (int end : answer.getChunkEndsBytesList()) {
      int tokens = reference.countTokensOrdinary(text.slice(from, end).decode());
      assertTrue(tokens <= 50 && (tokens >= 45 || end == text.length()), "tokens: " + tokens);
      from = end;
    }
    assertEquals(text.length(), from);
    assertEquals("OK", stream.halfCloseAndEnd());
  }

  @Test
  void everyDocumentSaysHowItIsCut() throws Exception {
    DocumentStream stream = new DocumentStream(server);

    assertEquals(List.of(1), stream.send(chunked(first("a"), 16)).next().getChunkEndsBytesList());
    assertEquals(answer("whole", 1), stream.send(document("whole", "a")).next());
    assertEquals(answer("empty", 0), stream.send(chunked(document("empty", ""), 16)).next());
    assertEquals(
        refusal("few", "OUT_OF_RANGE"), stream.send(chunked(document("few", "a"), 15)).next());
    assertEquals(
        refusal("minus", "OUT_OF_RANGE"), stream.send(chunked(document("minus", "a"), -1)).next());
    stream.send(chunked(document("d", "a"), 16)).next();
    assertEquals(answer("p", 1), stream.send(part("p", "b")).next());
    assertEquals(refusal("q", "CONFLICT"), stream.send(chunked(part("q", "c"), 16)).next());
    assertEquals("OK", stream.halfCloseAndEnd());
  }
}
