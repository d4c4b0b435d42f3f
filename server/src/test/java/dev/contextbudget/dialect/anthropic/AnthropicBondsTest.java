package dev.contextbudget.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which messages stay or leave together, as the API refuses one without the other. */
class AnthropicBondsTest {

  private static List<List<String>> bonds(String messages) throws JsonFault {
    byte[] json = "{\"messages\":[%s]}".formatted(messages).getBytes(StandardCharsets.UTF_8);
    return new AnthropicDialect()
            .read(
                JsonIndexer.index(json, StopSignal.NEVER),
                new PartSizes(TestModels.words(), Map.of()))
            .messages()
            .stream()
            .map(BodyMessage::keepWith)
            .toList();
  }

  @Test
  void instructionsStayBetweenTheMessageBeforeThemAndItsAnswer() throws Exception {
    assertEquals(
        List.of(List.of(), List.of(), List.of(), List.of("/messages/2"), List.of("/messages/3")),
        bonds(
            """
            {"role":"user","content":"Hello"},
            {"role":"assistant","content":"Hello"},
            {"role":"user","content":"How are you?"},
            {"role":"system","content":"Be brief."},
            {"role":"assistant","content":"Fine."}
            """));
  }

  @Test
  void whatHasNoIdIsTiedToNothing() throws Exception {
    assertEquals(
        List.of(List.of(), List.of(), List.of()),
        bonds(
            """
            {"role":"assistant","content":[
              {"type":"server_tool_use","name":"code_execution","input":{}}]},
            {"role":"user","content":"Go on."},
            {"role":"assistant","content":[
              {"type":"code_execution_tool_result","content":[]},
              {"type":"text","text":"Done."}]}
            """));
  }

  @Test
  void whatAToolOfTheProviderAnswersInALaterMessageStaysWithItsCall() throws Exception {
    assertEquals(
        List.of(List.of(), List.of(), List.of("/messages/0")),
        bonds(
            """
            {"role":"assistant","content":[
              {"type":"server_tool_use","id":"s1","name":"code_execution","input":{}},
              {"type":"tool_use","id":"t1","name":"bake","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]},
            {"role":"assistant","content":[
              {"type":"code_execution_tool_result","tool_use_id":"s1","content":[]},
              {"type":"text","text":"Done."}]}
            """));
  }

  @Test
  void whatItAnswersAtOnceNeedsNoBond() throws Exception {
    assertEquals(
        List.of(List.of()),
        bonds(
            """
            {"role":"assistant","content":[
              {"type":"mcp_tool_use","id":"m1","name":"find","server_name":"s","input":{}},
              {"type":"mcp_tool_result","tool_use_id":"m1","content":[]}]}
            """));
  }
}
