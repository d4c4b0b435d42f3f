package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.ContextBudgetClientException;
import dev.contextbudget.client.ContextRequest;
import dev.contextbudget.client.Conversation;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PromptMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the client's documentation is this code, and it runs. */
final class ClientExampleTest {
  private static final Path DOCUMENTATION =
      Path.of("../client-java/src/main/java/dev/contextbudget/client/package-info.java");
  private static final Path THIS =
      Path.of("src/test/java/dev/contextbudget/app/ClientExampleTest.java");

  private static void example(String target, PrintWriter out) {
    ClientOptions options = ClientOptions.plaintext(target, Duration.ofSeconds(10));
    try (ContextBudgetClient client = ContextBudgetClient.create(options)) {
      Conversation talk =
          new Conversation()
              .user("Where is my order 4711?")
              .toolCall("call-1", "find_order", "{\"number\": 4711}")
              .toolResult("call-1", "{\"status\": \"shipped\", \"carrier\": \"DHL\"}")
              .assistant("It was shipped yesterday, with DHL.");

      FitContextResponse answer =
          client.fitContext(
              ContextRequest.forModel("gpt-4o")
                  .system("You help the customers of a shop.")
                  .tool("find_order", "Finds an order by its number.", "{\"type\": \"object\"}")
                  .history(talk)
                  .userInput("When will it arrive?")
                  .reserveOutput(1_000)
                  .keepPrefix(ByteString.EMPTY) // from the second call on: the previous answer's
                  .fit());

      for (PromptMessage message : answer.getPrompt().getMessagesList()) {
        out.printf("%s, %d parts%n", message.getRole(), message.getPartsCount());
      }
      out.printf("%d tokens%n", answer.getReport().getTotalTokens());
    } catch (ContextBudgetClientException e) {
      out.printf("%s: %s%n", e.code(), e.reason());
    }
  }

  @Test
  void theDocumentedExampleRuns() {
    StringWriter out = new StringWriter();
    try (ServerRuntime server = TestServer.start()) {
      example("127.0.0.1:" + server.port(), new PrintWriter(out));
    }

    List<String> lines = out.toString().lines().toList();
    assertEquals(
        List.of(
            "ROLE_SYSTEM, 1 parts",
            "ROLE_USER, 1 parts",
            "ROLE_ASSISTANT, 1 parts",
            "ROLE_TOOL, 1 parts",
            "ROLE_ASSISTANT, 1 parts",
            "ROLE_USER, 1 parts"),
        lines.subList(0, 6));
    assertTrue(lines.get(6).matches("[1-9]\\d+ tokens"), lines.get(6));
  }

  @Test
  void theDocumentationHasTheSameExample() throws Exception {
    String documented =
        between(Files.readString(DOCUMENTATION), "<pre>{@code\n", " * }</pre>")
            .replaceAll("(?m)^ \\* ?", "");
    String run = between(Files.readString(THIS), "PrintWriter out) {\n", "  }\n\n  @Test");

    assertEquals(run.replaceAll("(?m)^    ", ""), documented);
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
