package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.TextContent;
import org.junit.jupiter.api.Test;

final class ContextRequestTest {
  private static final String COMPONENTS =
      """
      components { id: "system" kind: COMPONENT_KIND_SYSTEM text { value: "Be brief." } }
      components { id: "tools" kind: COMPONENT_KIND_TOOLS tools {
        tools { name: "find" description: "Finds." parameters_json_schema: "{}" }
        tools { name: "stop" description: "Stops." } } }
      components { id: "retrieved" kind: COMPONENT_KIND_RETRIEVED chunks {
        chunks { id: "p1" value: "one" score: 0.5 } chunks { id: "p2" value: "two" score: 0 } } }
      components { id: "history" kind: COMPONENT_KIND_HISTORY messages {
        messages { role: ROLE_USER parts { text: "Find both." } pinned: true }
        messages { id: "plan" role: ROLE_ASSISTANT parts { text: "I look." }
          parts { tool_call { id: "c1" name: "find" arguments_json: "{\\"q\\":1}" } }
          parts { tool_call { id: "c2" name: "find" arguments_json: "{}" } } }
        messages { role: ROLE_TOOL parts { tool_result { call_id: "c1" parts { text: "1" } } } }
        messages { role: ROLE_TOOL parts { tool_result { call_id: "c2" is_error: true
          parts { text: "gone" } } } }
        messages { role: ROLE_ASSISTANT parts { tool_call { id: "c3" name: "stop" } } }
        messages { role: ROLE_TOOL parts { tool_result { call_id: "c3" parts { text: "ok" } } } } } }
      components { id: "input" kind: COMPONENT_KIND_USER_INPUT text { value: "And now?" } }
      components { id: "facts" kind: COMPONENT_KIND_CUSTOM }
      """;

  private static ContextRequest everything() {
    return ContextRequest.forModel("gpt-4o")
        .system("Be brief.")
        .tool("find", "Finds.", "{}")
        .passage("p1", "one", 0.5)
        .history(
            new Conversation()
                .user("Find both.")
                .pinned()
                .assistant("I look.")
                .toolCall("c1", "find", "{\"q\":1}")
                .toolCall("c2", "find", "{}")
                .id("plan")
                .toolResult("c1", "1")
                .toolError("c2", "gone")
                .toolCall("c3", "stop", "")
                .toolResult("c3", "ok"))
        .tool("stop", "Stops.", "")
        .passage("p2", "two", 0)
        .userInput("And now?")
        .component(
            Component.newBuilder()
                .setId("facts")
                .setKind(ComponentKind.COMPONENT_KIND_CUSTOM)
                .build());
  }

  @Test
  void writesARequestToFit() throws Exception {
    FitContextRequest request =
        everything()
            .preset("agent")
            .window(8_000)
            .reserveOutput(500)
            .keepPrefix(ByteString.copyFromUtf8("token"))
            .edits()
            .fit();

    String expected =
        COMPONENTS
            + """
            model: "gpt-4o"
            policy { preset: "agent" context_window_tokens: 8000 output_reserve_tokens: 500 }
            cache { prefix_token: "token" }
            view: VIEW_EDITS
            """;
    assertEquals(TextFormat.parse(expected, FitContextRequest.class), request);
  }

  @Test
  void writesARequestToCount() throws Exception {
    assertEquals(
        TextFormat.parse(COMPONENTS + "model: 'gpt-4o'", CountTokensRequest.class),
        everything().preset("agent").count());
  }

  /** What is unset means a default; an empty policy or cache would mean something else. */
  @Test
  void setsOnlyWhatWasAskedFor() {
    assertEquals(
        FitContextRequest.newBuilder().setModel("m").build(), ContextRequest.forModel("m").fit());
  }

  @Test
  void aReusedRequestGrows() {
    ContextRequest request = ContextRequest.forModel("m").tool("a", "", "");
    assertEquals(1, request.fit().getComponents(0).getTools().getToolsCount());

    FitContextRequest first = request.fit();
    request.tool("b", "", "");

    assertEquals(1, first.getComponents(0).getTools().getToolsCount());
    assertEquals(2, request.fit().getComponents(0).getTools().getToolsCount());
  }

  @Test
  void whatTheCallerAddedIsNeverThrownAway() {
    ContextRequest request =
        ContextRequest.forModel("m")
            .component(
                Component.newBuilder()
                    .setId("tools")
                    .setKind(ComponentKind.COMPONENT_KIND_CUSTOM)
                    .setText(TextContent.newBuilder().setValue("mine"))
                    .build())
            .component(
                Component.newBuilder()
                    .setId("retrieved")
                    .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
                    .setMessages(MessageContent.getDefaultInstance())
                    .build());
    FitContextRequest before = request.fit();

    var noTool = assertThrows(IllegalStateException.class, () -> request.tool("a", "", ""));
    var noPassage = assertThrows(IllegalStateException.class, () -> request.passage("p", "x", 1));

    assertEquals(
        "component 'tools' holds text, so nothing can be added to its tools", noTool.getMessage());
    assertEquals(
        "component 'retrieved' holds messages, so nothing can be added to its chunks",
        noPassage.getMessage());
    assertEquals(before, request.fit());
  }

  @Test
  void thereMustBeAMessageToName() {
    assertThrows(IllegalStateException.class, () -> new Conversation().id("x"));
    assertThrows(IllegalStateException.class, () -> new Conversation().pinned());
  }
}
