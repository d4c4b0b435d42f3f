package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.v1.LintSeverity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids and names in calls. */
class LintCallNamesTest {
  private static final String CHAT =
      """
      {'model':'gpt-4.1','messages':[{'role':'user','content':'a'},
       {'role':'assistant','tool_calls':[{'id':'%s','type':'T','T':{'name':'%s','A':'{}'}}]},
       {'role':'tool','tool_call_id':'%s','content':'b'}]}
      """;

  private static final String RESPONSES =
      """
      {'model':'gpt-4.1','input':[{'role':'user','content':'a'},
       {'type':'T','call_id':'%s','name':'%s','A':'{}'},
       {'type':'T_output','call_id':'%s','output':'b'}]}
      """;

  private static final String ANTHROPIC =
      """
      {'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':'a'},
       {'role':'assistant','content':[{'type':'tool_use','id':'%s','name':'%s','input':{}}]},
       {'role':'user','content':[{'type':'tool_result','tool_use_id':'%s'}]}]}
      """;

  private static String errors(String dialect, String body) {
    return LintedBodies.told(dialect, body, LintSeverity.LINT_SEVERITY_ERROR);
  }

  /** Of 20 characters. */
  private static String longer(String word) {
    return word.replace("W", "abcdefghijklmnopqrst");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WW     | a         | ''
          WWWbcde | a        | ''
          WWWbcdef | a       | tool-call-id-invalid/messages/1/tool_calls/0/id
          a.b c  | a         | ''
          a      | ''        | tool-name-invalid/messages/1/tool_calls/0/H/name
          a      | b.c       | tool-name-invalid/messages/1/tool_calls/0/H/name
          a      | b c       | tool-name-invalid/messages/1/tool_calls/0/H/name
          a      | WWWbcdef  | tool-name-invalid/messages/1/tool_calls/0/H/name
          a      | WWWb-_9   | ''
          """)
  void callsOfChat(String id, String name, String errors) {
    String body = CHAT.formatted(longer(id), longer(name), longer(id));
    assertEquals(
        errors.replace("/H/", "/function/"),
        errors("openai-chat", body.replace("'T'", "'function'").replace("'A'", "'arguments'")));
    assertEquals(
        errors.replace("/H/", "/custom/"),
        errors("openai-chat", body.replace("'T'", "'custom'").replace("'A'", "'input'")));
  }

  /** All were refused that had more than 40 characters, until 2026. */
  @Test
  void anIdOfMoreThanFortyIsAWarningInChat() {
    String function = CHAT.replace("'T'", "'function'").replace("'A'", "'arguments'");
    String warned =
        "tools-missing/messages/1/tool_calls/0 tool-call-id-invalid/messages/1/tool_calls/0/id";
    String forty = longer("WW");

    assertEquals(
        "tools-missing/messages/1/tool_calls/0",
        LintedBodies.told(
            "openai-chat",
            function.formatted(forty, "a", forty),
            LintSeverity.LINT_SEVERITY_WARNING));
    assertEquals(
        warned,
        LintedBodies.told(
            "openai-chat",
            function.formatted(forty + "b", "a", forty + "b"),
            LintSeverity.LINT_SEVERITY_WARNING));
  }

  @Test
  void theSingleFunctionOfAnOlderCallHasAName() {
    String body =
        "{'model':'gpt-4.1','messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','function_call':{'name':'b c','arguments':'{}'}},"
            + "{'role':'function','name':'b c','content':'d'}]}";

    assertEquals("tool-name-invalid/messages/1/function_call/name", errors("openai-chat", body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WWWbcde  | a        | ''
          WWWbcdef | a        | tool-call-id-invalid/input/1/call_id
          a.b      | a        | ''
          a        | ''       | tool-name-invalid/input/1/name
          a        | b.c      | tool-name-invalid/input/1/name
          a        | WWWWWW   | ''
          a        | WWWWWWWW | tool-name-invalid/input/1/name
          """)
  void callsOfResponses(String id, String name, String errors) {
    String body = RESPONSES.formatted(longer(id), longer(name), longer(id));

    assertEquals(
        errors,
        errors(
            "openai-responses",
            body.replace("'T", "'function_call").replace("'A'", "'arguments'")));
    assertEquals(
        errors,
        errors(
            "openai-responses", body.replace("'T", "'custom_tool_call").replace("'A'", "'input'")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WWWWWW   | a             | ''
          a-b_9    | a             | ''
          a.b      | a             | tool-call-id-invalid/messages/1/content/0/id
          a        | ''            | tool-name-invalid/messages/1/content/0/name
          a        | b.c           | ''
          a        | WWWWWWWWWW    | ''
          a        | WWWWWWWWWWb   | tool-name-invalid/messages/1/content/0/name
          """)
  void callsOfAnthropic(String id, String name, String errors) {
    assertEquals(
        errors, errors("anthropic", ANTHROPIC.formatted(longer(id), longer(name), longer(id))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          srvtoolu_01aB_9 | ''
          srvtoolu_       | tool-call-id-invalid/messages/1/content/0/id
          srvtoolu_a-b    | tool-call-id-invalid/messages/1/content/0/id
          toolu_01a       | tool-call-id-invalid/messages/1/content/0/id
          s               | tool-call-id-invalid/messages/1/content/0/id
          """)
  void callsOfTheProvidersOwnTools(String id, String errors) {
    String body =
        "{'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','content':["
            + "{'type':'server_tool_use','id':'%s','name':'web_search','input':{}},"
            + "{'type':'web_search_tool_result','tool_use_id':'%s','content':[]},"
            + "{'type':'text','text':'b'}]},{'role':'user','content':'c'}]}";

    assertEquals(errors, errors("anthropic", body.formatted(id, id)));
  }
}
