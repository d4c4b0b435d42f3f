package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.tokenizer.file.TinyTokenizer;
import dev.contextbudget.v1.Accuracy;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.GetModelRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller sees of an operator's tokenizer. */
final class MountedTokenizerOverGrpcTest {
  private static final String MODEL = "llama-3.1-8b-instruct";

  @Test
  void aModelWhoseTokenizerIsMountedIsCountedExactly(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("llama3.json"), TinyTokenizer.ofBytes("a b", "ab ab").toString());
    try (LiveServer server = LiveServer.start("tokenizers.dir=" + folder)) {
      CountBasis basis =
          CatalogServiceGrpc.newBlockingStub(server.channel())
              .getModel(GetModelRequest.newBuilder().setModel(MODEL).build())
              .getModel()
              .getBasis();
      assertTrue(basis.getTokenizerId().startsWith("llama3:"), basis.getTokenizerId());
      assertEquals(Accuracy.ACCURACY_EXACT, basis.getAccuracy());
      assertEquals(0, basis.getErrorMarginRatio());

      CountTokensRequest.Builder request = CountTokensRequest.newBuilder().setModel(MODEL);
      request
          .addComponentsBuilder()
          .setId("a")
          .setKind(ComponentKind.COMPONENT_KIND_SYSTEM)
          .getTextBuilder()
          .setValue("abababab");
      CountTokensResponse counted =
          ContextBudgetServiceGrpc.newBlockingStub(server.channel()).countTokens(request.build());
      assertEquals(2, counted.getComponents(0).getTokens());
      assertEquals(Accuracy.ACCURACY_EXACT, counted.getBasis().getAccuracy());

      assertEquals(7, withKnown(server, request, basis.getTokenizerId()), "of this very file");
      assertEquals(2, withKnown(server, request, "llama3"), "of the estimate");
      assertEquals(2, withKnown(server, request, "llama3:00000000"), "of another file");
    }
  }

  /** Returns the tokens of the component if somebody counted 7 with a tokenizer. */
  private static int withKnown(
      LiveServer server, CountTokensRequest.Builder request, String tokenizerId) {
    request
        .getComponentsBuilder(0)
        .getTextBuilder()
        .getKnownTokensBuilder()
        .setTokenizerId(tokenizerId)
        .setTokenCount(7);
    return ContextBudgetServiceGrpc.newBlockingStub(server.channel())
        .countTokens(request.build())
        .getComponents(0)
        .getTokens();
  }
}
