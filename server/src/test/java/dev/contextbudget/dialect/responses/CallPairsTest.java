package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.ProviderBody;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which call a result answers, where the provider keeps calls or ids come again. */
class CallPairsTest {
  private static final String USER = "{\"role\":\"user\",\"content\":\"go on\"}";

  @Test
  void localShellsAreAnsweredByTheIdOfTheItem() {
    ProviderBody body =
        Bodies.input(
            Bodies.json("'type':'local_shell_call','id':'i','call_id':'c','action':{}"),
            Bodies.json("'type':'local_shell_call_output','id':'i','output':'a'"),
            Bodies.json("'type':'local_shell_call','id':'j','call_id':'d','action':{}"),
            Bodies.json("'type':'local_shell_call_output','call_id':'d','id':'x','output':'b'"));
    assertEquals(List.of(), Bodies.measure(body).violations());
  }

  @Test
  void resultsBehindReferencesAnswerACallThatTheProviderKeeps() {
    ProviderBody body =
        Bodies.input(
            USER,
            Bodies.json("'type':'item_reference','id':'rs_1'"),
            Bodies.json("'type':'item_reference','id':'fc_1'"),
            Bodies.json("'type':'function_call_output','call_id':'c','output':'10'"),
            Bodies.json("'type':'function_call_output','call_id':'d','output':'20'"));
    assertEquals(
        "USER[Text] ASSISTANT[Opaque Opaque ToolCall ToolCall] TOOL[ToolResult] TOOL[ToolResult]",
        Bodies.shape(body));
    assertEquals(List.of(), Bodies.measure(body).violations());
  }

  @Test
  void aKeptCallMayHaveTheIdOfAnAnsweredOne() {
    ProviderBody body =
        Bodies.input(
            USER,
            Bodies.json("'type':'function_call','call_id':'call_1','name':'fare','arguments':'{}'"),
            Bodies.json("'type':'function_call_output','call_id':'call_1','output':'10'"),
            USER,
            Bodies.json("'type':'item_reference','id':'fc_1'"),
            Bodies.json("'type':'function_call_output','call_id':'call_1','output':'20'"));
    assertEquals(List.of(), Bodies.measure(body).violations());
  }

  @ParameterizedTest
  @CsvSource({"previous_response_id", "conversation"})
  void resultsOfACallBeforeTheBodyAreOwedAndPinned(String member) {
    ProviderBody body =
        Bodies.read(
            """
            {"%s":"r","input":[
              {"type":"function_call_output","call_id":"c","output":"10 NOK"},
              {"role":"user","content":"Well?"}]}
            """
                .formatted(member));
    assertEquals("TOOL[Text] USER[Text]", Bodies.shape(body));
    assertTrue(body.messages().get(0).pinned());
    assertEquals(List.of(), Bodies.measure(body).violations());
    assertEquals(
        List.of(AssumedSize.Kind.ELSEWHERE),
        body.assumed().stream().map(AssumedSize::kind).toList());
    assertEquals(0, body.assumed().get(0).tokens());
  }

  @Test
  void resultsWithoutACallAreWrongIfNothingIsKept() {
    ProviderBody body =
        Bodies.input(
            USER, Bodies.json("'type':'function_call_output','call_id':'c','output':'10'"));
    assertEquals(1, Bodies.measure(body).violations().size());
  }

  @Test
  void aToolMaySpeakUnasked() {
    ProviderBody body =
        Bodies.input(
            USER, Bodies.json("'type':'function_call_output','name':'pump','output':'dry'"));
    assertEquals("USER[Text] TOOL[Text]", Bodies.shape(body));
    assertEquals(List.of(), body.problems());
    assertEquals(List.of(), Bodies.measure(body).violations());
  }

  @Test
  void idsOfCallsMayComeAgainInAnotherTurn() {
    String call =
        Bodies.json("'type':'function_call','call_id':'call_1','name':'fare','arguments':'{}'");
    String result = Bodies.json("'type':'function_call_output','call_id':'call_1','output':'10'");
    ProviderBody body = Bodies.input(USER, call, result, USER, call, result);
    assertEquals(List.of(), Bodies.measure(body).violations());
  }
}
