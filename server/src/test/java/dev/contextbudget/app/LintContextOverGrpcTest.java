package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.LintFinding;
import dev.contextbudget.v1.LintSeverity;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.SizeHint;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code LintContext} on a real port. */
class LintContextOverGrpcTest {
  private static final String IMAGE =
      """
      {"model": "claude-opus-5", "max_tokens": 99, "messages": [{"role": "user", "content": [
        {"type": "image", "source": {"type": "url", "url": "https://bread.example/loaf.png"}}
      ]}]}
      """;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static LintContextResponse lint(LintContextRequest request) {
    return CatalogServiceGrpc.newBlockingStub(server.channel()).lintContext(request);
  }

  private static LintContextRequest.Builder anthropic(String json) {
    return LintContextRequest.newBuilder()
        .setProviderRequest(
            ProviderRequest.newBuilder()
                .setFormat(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES)
                .setJson(ByteString.copyFromUtf8(json)));
  }

  @Test
  void takesTheModelOfTheBodyUnlessAnotherIsNamed() {
    String begun =
        "{\"model\":\"claude-opus-5\",\"max_tokens\":9,\"messages\":["
            + "{\"role\":\"user\",\"content\":\"Rye?\"},"
            + "{\"role\":\"assistant\",\"content\":\"It\"}]}";

    LintContextResponse own = lint(anthropic(begun).build());
    LintContextResponse older = lint(anthropic(begun).setModel("claude-haiku-4-5").build());

    assertEquals("claude-opus-5", own.getBasis().getModelId());
    assertEquals("claude-haiku-4-5", older.getBasis().getModelId());
    assertFalse(own.getValid());
    assertTrue(older.getValid());
    assertTrue(own.getTotalTokens() > 0);
    LintFinding finding = own.getFindings(0);
    assertEquals("last-message-not-user", finding.getRule());
    assertEquals(LintSeverity.LINT_SEVERITY_ERROR, finding.getSeverity());
    assertEquals("/messages/1", finding.getJsonPointer());
  }

  @Test
  void usesHintsAboutSizes() {
    LintContextRequest.Builder hinted = anthropic(IMAGE);
    hinted
        .getProviderRequestBuilder()
        .addSizeHints(
            SizeHint.newBuilder()
                .setJsonPointer("/messages/0/content/0")
                .setWidthPixels(6_000)
                .setHeightPixels(100));

    assertEquals(List.of("image-size-unknown"), rules(lint(anthropic(IMAGE).build())));
    assertEquals(List.of("image-resized"), rules(lint(hinted.build())));
  }

  private static List<String> rules(LintContextResponse report) {
    return report.getFindingsList().stream().map(LintFinding::getRule).toList();
  }

  @Test
  void refusesABodyThatIsNoJson() {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> lint(anthropic("{\"model\":").build()));

    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
  }
}
