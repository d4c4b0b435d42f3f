package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Thinking that is asked for, and thinking that is sent back. */
class LintThinkingTest {
  private static final String ON = "{'type':'enabled','budget_tokens':2048}";
  private static final String ASKED = "{'role':'user','content':'a'}";
  private static final String THOUGHT = "{'type':'thinking','thinking':'b','signature':'cd'}";
  private static final String TEXT = "{'type':'text','text':'e'}";

  private static List<String> found(String rule, String thinking, String... messages) {
    String body =
        "{'model':'claude-haiku-4-5','max_tokens':4096,'thinking':%s,'messages':[%s]}"
            .formatted(thinking, String.join(",", messages));
    return LintedBodies.places("anthropic", "claude-haiku-4-5", body, rule);
  }

  private static String says(String... blocks) {
    return "{'role':'assistant','content':[%s]}".formatted(String.join(",", blocks));
  }

  private static String call(String id) {
    return "{'type':'tool_use','id':'%s','name':'f','input':{}}".formatted(id);
  }

  private static String result(String id) {
    return "{'role':'user','content':[{'type':'tool_result','tool_use_id':'%s'}]}".formatted(id);
  }

  @Test
  void manualThinkingHasABudget() {
    String rule = "body-invalid";

    assertEquals(List.of("ERROR at /thinking"), found(rule, "{'type':'enabled'}", ASKED));
    assertEquals(
        List.of("ERROR at /thinking/budget_tokens"),
        found(rule, "{'type':'enabled','budget_tokens':'2048'}", ASKED));
    assertEquals(List.of(), found(rule, "{'type':'disabled'}", ASKED));
    assertEquals(List.of(), found(rule, ON, ASKED));
  }

  @Test
  void blocksHaveWhatTheyAreNamedAfter() {
    String rule = "body-invalid";
    List<String> broken = List.of("ERROR at /messages/1/content/0");

    for (String block :
        List.of(
            "{'type':'thinking','signature':'cd'}",
            "{'type':'thinking','thinking':null,'signature':'cd'}",
            "{'type':'redacted_thinking'}",
            "{'type':'redacted_thinking','data':1}")) {
      assertEquals(broken, found(rule, ON, ASKED, says(block, TEXT), ASKED), block);
    }
    for (String block :
        List.of(
            THOUGHT,
            "{'type':'thinking','thinking':'','signature':'cd'}",
            "{'type':'redacted_thinking','data':'g'}")) {
      assertEquals(List.of(), found(rule, ON, ASKED, says(block, TEXT), ASKED), block);
    }
  }

  /** Neighbours of the model are one answer to the provider. */
  @Test
  void textBeforeTheThinkingOfAnAnswerIsAnErrorInWhicheverMessage() {
    String rule = "thinking-not-first";

    assertEquals(
        List.of("ERROR at /messages/1"),
        found(rule, ON, ASKED, says(TEXT, THOUGHT, call("1")), result("1")));
    assertEquals(
        List.of("ERROR at /messages/2"),
        found(rule, ON, ASKED, says(TEXT), says(THOUGHT, call("1")), result("1")));
    assertEquals(
        List.of(), found(rule, ON, ASKED, says(THOUGHT), says(TEXT, call("1")), result("1")));
  }

  /** In manual mode the model thinks before its first call and then no more. */
  @Test
  void laterCallsOfATurnNeedNoThinkingOfTheirOwn() {
    String rule = "thinking-not-first";
    String thought = says(THOUGHT, call("1"));

    assertEquals(
        List.of(), found(rule, ON, ASKED, thought, result("1"), says(call("2")), result("2")));
    assertEquals(
        List.of("ERROR at /messages/4"),
        found(rule, ON, ASKED, thought, result("1"), ASKED, says(call("2")), result("2")));
    assertEquals(
        List.of("ERROR at /messages/3"),
        found(rule, ON, ASKED, says(call("1")), result("1"), says(call("2")), result("2")));
  }
}
