package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.app.LiveServer;
import dev.contextbudget.client.ContextRequest;
import dev.contextbudget.client.Conversation;
import dev.contextbudget.client.Edits;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.View;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Half of a surrogate pair, as a Java text that was cut by characters may hold: UTF-8 has none, so
 * it is sent as a question mark, and the edits are applied to what was sent.
 */
class LoneSurrogateTest {
  private static final String HIGH = "\ud83d";
  private static final String LOW = "\ude00";

  /** Held, or the JDK forgets the level. */
  private static final Logger PROTOBUF = Logger.getLogger("com.google.protobuf.CodedOutputStream");

  /** Protobuf warns of such a text, rightly. */
  @BeforeEach
  void beQuiet() {
    PROTOBUF.setLevel(Level.OFF);
  }

  @AfterEach
  void beLoud() {
    PROTOBUF.setLevel(null);
  }

  private static Conversation talk() {
    return new Conversation()
        .user("my card " + HIGH + " is lost")
        .toolCall("c1", "find", "{\"q\": \"" + LOW + "\"}")
        .toolResult("c1", "found " + HIGH + " cards. ".repeat(200) + LOW)
        .assistant("which" + LOW + "?");
  }

  @Test
  void editsOfAFitAreTheFullFit() throws Exception {
    FitContextRequest request =
        ContextRequest.forModel("gpt-4o")
            .system("help" + HIGH + LOW + LOW)
            .tool("find", "finds " + HIGH + " cards", "{\"type\": \"object\"}")
            .component(cutEntries())
            .passage("p", HIGH + "cards ".repeat(200) + LOW, 0.5)
            .history(talk())
            .userInput("and" + HIGH + "?")
            .window(400)
            .reserveOutput(10)
            .fit();
    try (LiveServer server = LiveServer.start()) {
      var method = ContextBudgetServiceGrpc.getFitContextMethod();
      FitContextResponse full = server.call(method, request);
      FitContextRequest edited = request.toBuilder().setView(View.VIEW_EDITS).build();

      assertTrue(full.getPrompt().toString().contains("and??"), full::toString);
      assertEquals(full, Edits.apply(edited, server.call(method, edited)));
    }
  }

  /** Cut inside, so that the edits hold ranges of bytes. */
  private static Component cutEntries() {
    return Component.newBuilder()
        .setId("notes")
        .setKind(ComponentKind.COMPONENT_KIND_CUSTOM)
        .setReduction(Reduction.newBuilder().setTruncate(Truncate.getDefaultInstance()))
        .setText(TextContent.newBuilder().setValue(("a note " + HIGH + ". ").repeat(40)))
        .build();
  }

  @Test
  void editsOfACompactionAreTheFullCompaction() throws Exception {
    CompactRequest request =
        CompactRequest.newBuilder()
            .setModel("gpt-4o")
            .addAllMessages(talk().user("mine" + HIGH).messages())
            .setTargetTokens(150)
            .build();
    try (LiveServer server = LiveServer.start()) {
      var method = ContextBudgetServiceGrpc.getCompactMethod();
      CompactResponse full = server.call(method, request);
      CompactRequest edited = request.toBuilder().setView(View.VIEW_EDITS).build();

      assertTrue(full.getHistory().toString().contains("mine?"), full::toString);
      assertEquals(full, Edits.apply(edited, server.call(method, edited)));
    }
  }
}
