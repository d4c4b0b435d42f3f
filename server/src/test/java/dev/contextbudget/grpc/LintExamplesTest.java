package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.v1.LintFinding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What exactly is found, where, and how bad it is; and what is not found beside it. */
class LintExamplesTest {
  private static final String BAKE =
      "\"tools\":[{\"name\":\"bake\",\"input_schema\":{\"type\":\"object\"}}]";
  private static final String CALL =
      "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"bake\",\"input\":{}}";
  private static final String RESULT =
      "{\"type\":\"tool_result\",\"tool_use_id\":\"%s\",\"content\":\"done\"}";

  private static String call(String id) {
    return CALL.formatted(id);
  }

  private static String result(String id) {
    return RESULT.formatted(id);
  }

  private static String says(String role, String... blocks) {
    return "{\"role\":\"%s\",\"content\":[%s]}".formatted(role, String.join(",", blocks));
  }

  private static String text(String text) {
    return "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text);
  }

  private static List<String> anthropic(String model, String... messages) {
    return found(
        "anthropic",
        model,
        "{\"model\":\"%s\",\"max_tokens\":512,%s,\"messages\":[%s]}"
            .formatted(model, BAKE, String.join(",", messages)));
  }

  private static List<String> haiku(String... messages) {
    return anthropic("claude-haiku-4-5", messages);
  }

  private static List<String> chat(String... messages) {
    return found(
        "openai-chat",
        "gpt-4o",
        "{\"model\":\"gpt-4o\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"bake\"}}],"
            + "\"messages\":[%s]}".formatted(String.join(",", messages)));
  }

  private static List<String> found(String dialect, String model, String json) {
    return LintedBodies.lint(dialect, model, json.getBytes(StandardCharsets.UTF_8))
        .getFindingsList()
        .stream()
        .map(LintExamplesTest::told)
        .collect(Collectors.toList());
  }

  private static String told(LintFinding finding) {
    String severity = finding.getSeverity().name().substring("LINT_SEVERITY_".length());
    String range =
        finding.hasStartByte()
            ? " %d-%d".formatted(finding.getStartByte(), finding.getEndByte())
            : "";
    String kind = finding.getKind().isEmpty() ? "" : " " + finding.getKind();
    return "%s %s %s%s%s"
        .formatted(severity, finding.getRule(), finding.getJsonPointer(), kind, range);
  }

  @Test
  void resultsOfABatchStandInOneMessage() {
    String asked = says("user", text("Bake."));
    String calls = says("assistant", call("a"), call("b"));

    assertEquals(List.of(), haiku(asked, calls, says("user", result("b"), result("a"))));
    assertEquals(
        List.of(
            "WARNING tool-call-unanswered /messages/3", "INFO roles-not-alternating /messages/3"),
        haiku(asked, calls, says("user", result("a")), says("user", result("b"))));
    assertEquals(
        List.of("ERROR tool-call-unanswered /messages/1/content/1"),
        haiku(asked, calls, says("user", result("a"))));
  }

  @Test
  void neighboursOfTheModelAreOneBatch() {
    assertEquals(
        List.of("INFO roles-not-alternating /messages/2"),
        haiku(
            says("user", text("Bake.")),
            says("assistant", call("a")),
            says("assistant", call("b")),
            says("user", result("a"), result("b"))));
  }

  @Test
  void aSecondResultIsADuplicateInItsMessageAndAnOrphanLater() {
    String asked = says("user", text("Bake."));
    assertEquals(
        List.of("ERROR tool-result-duplicate /messages/2/content/1"),
        haiku(asked, says("assistant", call("a")), says("user", result("a"), result("a"))));
    assertEquals(
        List.of("ERROR tool-result-orphan /messages/4/content/0"),
        haiku(
            asked,
            says("assistant", call("a")),
            says("user", result("a")),
            says("assistant", text("Done.")),
            says("user", result("a"))));
  }

  @Test
  void callsAtTheEndAreInFlightOnce() {
    assertEquals(
        List.of("INFO tool-call-in-flight /messages/1/content/0"),
        haiku(says("user", text("Bake.")), says("assistant", call("a"), call("b"))));
  }

  @Test
  void idsOfChatMayStartAgainInEachTurn() {
    String asked = "{\"role\":\"user\",\"content\":\"Bake.\"}";
    String call =
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_0\",\"type\":"
            + "\"function\",\"function\":{\"name\":\"bake\",\"arguments\":\"{}\"}}]}";
    String result = "{\"role\":\"tool\",\"tool_call_id\":\"call_0\",\"content\":\"done\"}";

    assertEquals(
        List.of("WARNING tool-call-id-duplicate /messages/4/tool_calls/0"),
        chat(asked, call, result, asked, call, result));
    assertEquals(
        List.of("ERROR tool-result-duplicate /messages/3"), chat(asked, call, result, result));
    assertEquals(
        List.of(
            "ERROR tool-call-unanswered /messages/1/tool_calls/0",
            "ERROR tool-result-orphan /messages/3"),
        chat(asked, call, asked, result));
    assertEquals(
        List.of("WARNING tool-arguments-not-json /messages/1/tool_calls/0/function/arguments"),
        chat(asked, call.replace("\"{}\"", "\"{'a':1}\""), result));
  }

  @Test
  void aToolOfTheProviderIsPairedInWhatTheModelSaid() {
    String search =
        "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_s\",\"name\":\"web_search\",\"input\":{}}";
    String hits =
        "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_s\",\"content\":[]}";
    String asked = says("user", text("Search."));

    assertEquals(List.of(), haiku(asked, says("assistant", search)));
    assertEquals(List.of(), haiku(asked, says("assistant", search, hits, text("No.")), asked));
    assertEquals(
        List.of("ERROR tool-call-unanswered /messages/1/content/0"),
        haiku(asked, says("assistant", search), asked, says("assistant", text("No.")), asked));
    assertEquals(
        List.of("ERROR tool-result-orphan /messages/1/content/0"),
        haiku(asked, says("assistant", hits, search, text("No.")), asked).stream()
            .filter(finding -> finding.contains("orphan"))
            .toList());
  }

  @Test
  void aBegunAnswerIsRefusedByLaterModels() {
    String asked = says("user", text("Rye or oat?"));
    assertEquals(
        List.of("WARNING last-message-not-user /messages/1"),
        haiku(asked, says("assistant", text("Rye"))));
    assertEquals(
        List.of("ERROR last-message-not-user /messages/1"),
        anthropic("claude-opus-5", asked, says("assistant", text("Rye"))));
    assertEquals(
        List.of(
            "ERROR assistant-trailing-white-space /messages/1/content/0/text",
            "WARNING last-message-not-user /messages/1"),
        haiku(asked, says("assistant", text("Rye "))));
  }

  @Test
  void textsAreToldByTheirBytes() {
    assertEquals(
        List.of(
            "WARNING replacement-character /messages/0/content/0/text 4-7",
            "INFO special-token-text /messages/0/content/0/text 8-20"),
        haiku(says("user", text("caf\u00e9 \uFFFD".substring(0, 3) + "\\\"\uFFFD <|im_start|>"))));
    assertEquals(
        List.of("ERROR text-blank /messages/0/content/0/text"), haiku(says("user", text(" \\n"))));
    assertEquals(
        List.of("ERROR text-empty /messages/0/content/0/text"),
        haiku(says("user", text(""), text("Bake."))));
  }

  @Test
  void whatChangesIsToldByClassAndBytes() {
    assertEquals(
        List.of("WARNING volatile-text /system DATE 9-19"),
        found(
            "anthropic",
            "claude-haiku-4-5",
            "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":9,\"system\":\"Today is 2026-03-14.\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Today is 2026-03-14.\"}]}"));
  }

  @Test
  void aDefinitionOfAnotherSourceMayBeCalled() {
    String body =
        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":9,%s\"tools\":[{\"name\":\"weigh\","
            + "\"input_schema\":{\"type\":\"object\"}}],\"messages\":[%s,%s,%s]}";
    String asked = says("user", text("Bake."));
    String called = says("assistant", call("a"));
    String answered = says("user", result("a"));

    assertEquals(
        List.of("WARNING tool-not-defined /messages/1/content/0"),
        found("anthropic", "", body.formatted("", asked, called, answered)));
    assertEquals(
        List.of(),
        found(
            "anthropic",
            "",
            body.formatted("\"mcp_servers\":[{\"name\":\"m\"}],", asked, called, answered)));
  }
}
