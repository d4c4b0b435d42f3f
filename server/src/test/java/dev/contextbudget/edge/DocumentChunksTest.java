package dev.contextbudget.edge;

import static dev.contextbudget.edge.DocumentStream.answer;
import static dev.contextbudget.edge.DocumentStream.document;
import static dev.contextbudget.edge.DocumentStream.first;
import static dev.contextbudget.edge.DocumentStream.part;
import static dev.contextbudget.edge.DocumentStream.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.ReferenceText;
import dev.contextbudget.tokenizer.split.SplitPattern;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of a stream that are cut into chunks, on a real port. */
class DocumentChunksTest {
  @AutoClose private static LiveServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = MountedTokenizer.start(folder);
  }

  private static CountTokensStreamRequest chunked(CountTokensStreamRequest document, int tokens) {
    return document.toBuilder().setChunkTokens(tokens).build();
  }

  private static ReferenceText reference(String model, Utf8Text text) {
    return model.equals(MountedTokenizer.MODEL)
        ? new ReferenceText(MountedTokenizer.REFERENCE, MountedTokenizer.PATTERN, text)
        : new ReferenceText(
            Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE),
            SplitPattern.O200K,
            text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", MountedTokenizer.MODEL})
  void chunksAreAsLongAsTheirTokensAllow(String model) throws Exception {
    Utf8Text text = Utf8Text.of("Das Fenster war \u6F22\u5B57 offen, don't ask. ".repeat(200));
    ReferenceText expected = reference(model, text);
    DocumentStream stream = new DocumentStream(server);
    CountTokensStreamRequest document = chunked(first(text.decode()), 50);

    CountTokensStreamResponse answer =
        stream.send(document.toBuilder().setModel(model).build()).next();

    assertEquals(expected.tokens(), answer.getTokens());
    assertEquals(
        Arrays.stream(expected.chunkEnds(50)).boxed().toList(), answer.getChunkEndsBytesList());
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
