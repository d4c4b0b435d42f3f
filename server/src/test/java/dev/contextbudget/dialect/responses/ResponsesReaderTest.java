package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read beside the input, and what is written into a body. */
class ResponsesReaderTest {
  private static final ResponsesDialect DIALECT = new ResponsesDialect();

  @Test
  void settingsAreRead() {
    ProviderBody body =
        Bodies.read(
            """
            {"model":"gpt-5","max_output_tokens":300,"instructions":"Be brief.","input":"Hi",
             "text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"}}}}
            """);
    assertEquals(OptionalInt.of(300), body.maxOutputTokens());
    assertNull(body.systemList());
    BodyText instructions = body.system().get(0);
    assertEquals("/instructions", instructions.id());
    assertFalse(instructions.removable());
    assertEquals("/text/format", body.hidden().get(0).id());
    assertEquals(List.of(), body.problems());
    assertEquals(List.of(), body.assumed());
  }

  @Test
  void textAsAnswerHasNoSchema() {
    assertEquals(
        List.of(),
        Bodies.read("{\"input\":\"Hi\",\"text\":{\"format\":{\"type\":\"text\"}}}").hidden());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"previous_response_id\":\"resp_1\"",
        "\"conversation\":\"conv_1\"",
        "\"conversation\":{\"id\":\"conv_1\"}",
        "\"prompt\":{\"id\":\"pmpt_1\"}"
      })
  void whatTheProviderKeepsIsToldAndNeedsNoInput(String member) {
    ProviderBody body = Bodies.read("{" + member + "}");
    assertEquals(List.of(), body.problems());
    assertEquals(List.of(), body.messages());
    AssumedSize size = body.assumed().get(0);
    assertEquals(AssumedSize.Kind.ELSEWHERE, size.kind());
    assertEquals(0, size.tokens());
  }

  @Test
  void textsForAKeptPromptAreCounted() {
    ProviderBody body =
        Bodies.read(
            """
            {"prompt":{"id":"p","variables":{"port":"Os","greeting":{"type":"input_text",
             "text":"Good day"},"map":{"type":"input_image","file_id":"f"}}}}
            """);
    assertEquals(
        List.of("Os", "Good day"), body.hidden().stream().map(t -> t.text().decode()).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"input\":3}",
        "{\"input\":null}",
        "{\"input\":\"Hi\",\"instructions\":[]}",
        "\"Hi\""
      })
  void aBodyThatCannotBeUnderstoodIsTold(String json) {
    List<ShapeProblem> problems = Bodies.read(json).problems();
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).kind().isFatal());
  }

  @Test
  void toolsAreReadWithTheNamesOfTheirCalls() {
    ProviderBody body =
        Bodies.read(
            """
            {"input":[{"type":"mcp_approval_request","id":"m","server_label":"s","name":"lend",
                       "arguments":"{}"}],
             "tools":[
              {"type":"function","name":"fare","description":"Price.","strict":true,
               "parameters":{"type":"object","properties":{"to":{"type":"string"}}}},
              {"type":"custom","name":"edit","description":"Edits.",
               "format":{"type":"grammar","syntax":"lark","definition":"start: A"}},
              {"type":"namespace","name":"decks","description":"Plans.","tools":[
               {"type":"function","name":"plan"},{"type":"custom","name":"note"}]},
              {"type":"mcp","server_label":"s","server_url":"https://a.org"},
              {"type":"mcp","server_label":"t","server_url":"https://b.org"},
              {"type":"computer_use_preview","display_width":800},
              {"type":"shell"}]}
            """);
    assertEquals(List.of(), body.problems());
    BodyTool function = body.tools().get(0);
    assertEquals("fare", function.tool().name());
    assertEquals("Price.", function.tool().description());
    assertTrue(function.tool().parametersJson().startsWith("{\"type\":\"object\""));
    assertEquals("Edits.\nstart: A", body.tools().get(1).tool().description());
    assertTrue(body.tools().get(2).tool().description().contains("Plans."));
    assertEquals(
        List.of(
            Set.of("fare"),
            Set.of("edit"),
            Set.of("plan", "note"),
            Set.of("lend", "s"),
            Set.of("t"),
            Set.of("computer", "computer_use_preview"),
            Set.of("shell")),
        body.tools().stream().map(BodyTool::names).toList());
  }

  @Test
  void aToolStaysIfACallGoesByOneOfItsNames() {
    ProviderBody body =
        Bodies.read(
            """
            {"input":[{"role":"user","content":"Deck 3?"},
              {"type":"function_call","call_id":"c","name":"plan","namespace":"decks",
               "arguments":"{}"},
              {"type":"function_call_output","call_id":"c","output":"cabins"}],
             "tools":[
              {"type":"namespace","name":"decks","description":"Plans.","tools":[
               {"type":"function","name":"plan"},{"type":"custom","name":"note"}]},
              {"type":"function","name":"decks","parameters":{"type":"object"}}]}
            """);
    assertEquals(
        List.of(true, false),
        Bodies.measure(body).components().get(0).items().stream().map(Item::pinned).toList());
  }

  @Test
  void textsAreWrittenAsPartsOfTheirRole() {
    Utf8Text string = Utf8Text.of("\"a\"");
    assertEquals(
        "{\"type\":\"input_text\",\"text\":\"a\"}", DIALECT.textPart(Role.USER, string).decode());
    assertEquals(
        "{\"type\":\"input_text\",\"text\":\"a\"}", DIALECT.textPart(Role.SYSTEM, string).decode());
    assertEquals(
        "{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[]}",
        DIALECT.textPart(Role.ASSISTANT, string).decode());
    assertEquals("{\"role\":\"user\",\"content\":\"a\"}", DIALECT.userMessage(string).decode());
  }

  @Test
  void aShorterOutputOfAShellSaysHowItEnded() {
    ProviderBody body =
        Bodies.input(
            "{\"type\":\"shell_call_output\",\"call_id\":\"c\",\"output\":[{\"stdout\":\"a\","
                + "\"stderr\":\"\",\"outcome\":{\"type\":\"timeout\"}},{\"stdout\":\"b\","
                + "\"stderr\":\"c\",\"outcome\":{\"type\":\"exit\",\"exit_code\":2}}]}");
    JsonValue output = body.messages().get(0).parts().get(0).text();
    assertEquals(
        "[{\"stdout\":\"x\",\"stderr\":\"\",\"outcome\":{\"type\":\"exit\",\"exit_code\":2}}]",
        DIALECT.shorterResult(output, Utf8Text.of("\"x\"")).decode());
  }
}
