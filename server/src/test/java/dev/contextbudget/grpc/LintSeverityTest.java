package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One rule is an error at one place and less at another. */
class LintSeverityTest {

  private static List<String> responses(String items, String rule) {
    return LintedBodies.places(
        "openai-responses", "gpt-5", "{'input':[%s]}".formatted(items), rule);
  }

  private static final String CALL =
      "{'type':'function_call','call_id':'%s','name':'a','arguments':'{}'}";
  private static final String OUTPUT =
      "{'type':'function_call_output','call_id':'%s','output':'b'}";

  @Test
  void anOutputLostInALoopIsAnErrorAndOneNotThereYetIsNone() {
    String asked = "{'role':'user','content':'c'},";
    String both = asked + CALL.formatted(1) + "," + CALL.formatted(2);
    String lost = both + "," + OUTPUT.formatted(2);
    String next = "," + CALL.formatted(3);

    assertEquals(List.of("ERROR at /input/1"), responses(lost, "tool-call-unanswered"));
    assertEquals(List.of(), responses(lost, "tool-call-in-flight"));
    assertEquals(List.of("INFO at /input/1"), responses(both, "tool-call-in-flight"));
    assertEquals(List.of(), responses(both, "tool-call-unanswered"));
    assertEquals(List.of("ERROR at /input/1"), responses(lost + next, "tool-call-unanswered"));
    assertEquals(List.of("INFO at /input/4"), responses(lost + next, "tool-call-in-flight"));
    assertEquals(
        List.of("ERROR at /input/1"),
        responses(lost + ",{'type':'reasoning','summary':[]}", "tool-call-unanswered"));
  }

  /** All providers refuse them: what waits for results has none of them yet. */
  @Test
  void aBatchAtTheEndIsInFlightUntilTheFirstOfItsResults() {
    String calls =
        "{'id':'1','type':'function','function':{'name':'a','arguments':'{}'}},"
            + "{'id':'2','type':'function','function':{'name':'a','arguments':'{}'}}";
    String chat =
        "{'messages':[{'role':'user','content':'c'},{'role':'assistant','tool_calls':[%s]}%s]}";
    String result = ",{'role':'tool','tool_call_id':'2','content':'b'}";

    assertEquals(
        List.of("INFO at /messages/1/tool_calls/0"),
        chat(chat.formatted(calls, ""), "tool-call-in-flight"));
    assertEquals(List.of(), chat(chat.formatted(calls, ""), "tool-call-unanswered"));
    assertEquals(
        List.of("ERROR at /messages/1/tool_calls/0"),
        chat(chat.formatted(calls, result), "tool-call-unanswered"));
    assertEquals(List.of(), chat(chat.formatted(calls, result), "tool-call-in-flight"));
  }

  private static List<String> chat(String body, String rule) {
    return LintedBodies.places("openai-chat", "gpt-4o", body, rule);
  }

  private static List<String> anthropic(String members, String messages, String rule) {
    String body = "{'model':'a','max_tokens':4096,%s'messages':[%s]}".formatted(members, messages);
    return LintedBodies.places("anthropic", "claude-haiku-4-5", body, rule);
  }

  private static final String BATCH =
      "{'role':'user','content':'c'},{'role':'assistant','content':["
          + "{'type':'tool_use','id':'1','name':'a','input':{}},"
          + "{'type':'tool_use','id':'2','name':'a','input':{}}]}";
  private static final String RESULT =
      ",{'role':'user','content':[{'type':'tool_result','tool_use_id':'%s','content':'b'}]}";
  private static final String SPOKEN = ",{'role':'user','content':'d'}";

  /** The provider joins neighbours of one role, and says that this costs parallel calls. */
  @Test
  void resultsInTwoMessagesAreAWarningUnlessSomethingStandsBetween() {
    String rule = "tool-call-unanswered";
    String first = BATCH + RESULT.formatted(1);
    String mixed = first.replace("'content':'b'}]}", "'content':'b'},{'type':'text','text':'e'}]}");

    assertEquals(
        List.of("WARNING at /messages/3"), anthropic("", first + RESULT.formatted(2), rule));
    assertEquals(
        List.of("ERROR at /messages/1/content/1"),
        anthropic("", first + SPOKEN + RESULT.formatted(2), rule));
    assertEquals(List.of("ERROR at /messages/1/content/1"), anthropic("", first, rule));
    assertEquals(
        List.of("ERROR at /messages/3/content/0"),
        anthropic("", mixed + RESULT.formatted(2), "tool-result-not-first"));
    assertEquals(List.of(), anthropic("", first + RESULT.formatted(2), "tool-result-not-first"));
  }

  /** A header that no body shows lets it be larger, and makes sense with tools only. */
  @Test
  void aThinkingBudgetAboveTheOutputIsAnErrorWithoutTools() {
    String rule = "thinking-over-output";
    String thinking = "'thinking':{'type':'enabled','budget_tokens':%d},";
    String tools = "'tools':[{'name':'a','input_schema':{'type':'object'}}],";
    String said = "{'role':'user','content':'c'}";

    assertEquals(
        List.of("ERROR at /thinking/budget_tokens"),
        anthropic(thinking.formatted(4096), said, rule));
    assertEquals(
        List.of("INFO at /thinking/budget_tokens"),
        anthropic(tools + thinking.formatted(4096), said, rule));
    assertEquals(
        List.of("ERROR at /thinking/budget_tokens"),
        anthropic(tools + thinking.formatted(1023), said, rule));
    assertEquals(List.of(), anthropic(thinking.formatted(4095), said, rule));
  }

  @Test
  void aBegunAnswerIsAnErrorWhileThinkingIsOn() {
    String begun = "{'role':'user','content':'c'},{'role':'assistant','content':'d'}";
    String thinking = "'thinking':{'type':'%s','budget_tokens':2048},";

    assertEquals(
        List.of("WARNING at /messages/1"),
        anthropic(thinking.formatted("disabled"), begun, "last-message-not-user"));
    assertEquals(
        List.of("ERROR at /messages/1"),
        anthropic(thinking.formatted("enabled"), begun, "last-message-not-user"));
  }

  /** Code that calls tools of the client waits for their results, which the user says alone. */
  @Test
  void aServerToolIsOpenUntilTheUserSaysMoreThanResults() {
    String asked =
        "{'role':'user','content':'c'},{'role':'assistant','content':["
            + "{'type':'server_tool_use','id':'srvtoolu_3','name':'code_execution','input':{}},"
            + "{'type':'tool_use','id':'1','name':'a','input':{}}]}";

    assertEquals(List.of(), anthropic("", asked + RESULT.formatted(1), "tool-call-unanswered"));
    assertEquals(
        List.of("ERROR at /messages/1/content/0"),
        anthropic("", asked + RESULT.formatted(1) + SPOKEN, "tool-call-unanswered"));
  }

  private static final String SEARCH =
      "{'type':'server_tool_use','id':'4','name':'web_search','input':{}}";
  private static final String HITS =
      "{'type':'web_search_tool_result','tool_use_id':'4','content':[]}";

  private static String answer(String... blocks) {
    return ",{'role':'assistant','content':[%s]}".formatted(String.join(",", blocks));
  }

  @Test
  void whatAServerToolAnswersAfterTheUserSpokeIsLate() {
    String asked = "{'role':'user','content':'c'}";
    String late = asked + answer(SEARCH) + SPOKEN + answer(HITS) + SPOKEN;
    String joined = asked + answer(SEARCH) + answer(HITS) + SPOKEN;

    assertEquals(
        List.of("ERROR at /messages/1/content/0"), anthropic("", late, "tool-call-unanswered"));
    assertEquals(
        List.of("ERROR at /messages/3/content/0"), anthropic("", late, "tool-result-orphan"));
    assertEquals(List.of(), anthropic("", joined, "tool-call-unanswered"));
    assertEquals(List.of(), anthropic("", joined, "tool-result-orphan"));
  }

  /** Documented to stand in the answer of the model; that it is refused elsewhere was not seen. */
  @Test
  void whatAServerToolAnswersIsNotSaidByTheUser() {
    String said = "{'role':'user','content':'c'}" + answer(SEARCH);
    String hits = ",{'role':'user','content':[%s]}".formatted(HITS);

    assertEquals(
        List.of("WARNING at /messages/2/content/0"), anthropic("", said + hits, "part-misplaced"));
    assertEquals(List.of(), anthropic("", said + hits, "tool-call-unanswered"));
    assertEquals(List.of(), anthropic("", said + answer(HITS), "part-misplaced"));
  }

  @Test
  void twoCallsOfServerToolsWithOneIdAreAWarning() {
    String asked = "{'role':'user','content':'c'}" + answer(SEARCH, HITS) + SPOKEN;
    String rule = "tool-call-id-duplicate";

    assertEquals(List.of(), anthropic("", asked, rule));
    assertEquals(
        List.of("WARNING at /messages/3/content/0"),
        anthropic("", asked + answer(SEARCH, HITS) + SPOKEN, rule));
  }

  /** Of 1,048,576 tokens of input, 65,536 of output do not take away. */
  @Test
  void geminiHasALimitForEachOfInputAndOutput() {
    String body =
        "{'generationConfig':{'maxOutputTokens':65536},'contents':[{'parts':[{'text':'%s'}]}]}";

    assertEquals(
        List.of(),
        LintedBodies.places(
            "gemini", "gemini-2.5-flash", body.formatted("a b ".repeat(575_000)), "over-window"));
    assertEquals(
        List.of("ERROR at "),
        LintedBodies.places(
            "gemini", "gemini-2.5-flash", body.formatted("a b ".repeat(900_000)), "over-window"));
  }

  /** What an argument may be stays; what a tool is said to do may have a clock in it. */
  @Test
  void valuesThatASchemaNamesAreNotVolatile() {
    String said = "{'role':'user','content':'c'}";
    String uuid = "550e8400-e29b-41d4-a716-446655440000";
    String tool =
        "'tools':[{'name':'a','description':'%s','input_schema':{'type':'object','properties':"
            + "{'default':{'type':'string','description':'%s','default':'%s','enum':['%s']}}},"
            + "'input_examples':[{'default':'%s'}]}],";

    assertEquals(
        List.of(), anthropic(tool.formatted("d", "e", uuid, uuid, uuid), said, "volatile-text"));
    assertEquals(
        List.of("WARNING at /tools/0/description"),
        anthropic(tool.formatted(uuid, "e", "f", "g", "h"), said, "volatile-text"));
    assertEquals(
        List.of("WARNING at /tools/0/input_schema/properties"),
        anthropic(tool.formatted("d", uuid, "f", "g", "h"), said, "volatile-text"));
  }

  @Test
  void aMarkWithoutAnyMessageIsJudged() {
    String system = "'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}],";

    assertEquals(
        List.of("WARNING at /system/0/cache_control"), anthropic(system, "", "cache-prefix-short"));
  }
}
