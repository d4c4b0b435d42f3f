package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.LintSeverity;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that an API wants and a fit does not: what is found where, and how bad it is. */
class LintMembersTest {

  private static String errors(String dialect, String body) {
    return LintedBodies.told(dialect, body, LintSeverity.LINT_SEVERITY_ERROR);
  }

  private static String chat(String part) {
    return "{'model':'gpt-4.1','messages':[{'role':'user','content':[%s]}]}".formatted(part);
  }

  private static String responses(String items) {
    return "{'model':'gpt-4.1','input':[%s]}".formatted(items);
  }

  private static String said(String part) {
    return responses("{'role':'user','content':[%s]}".formatted(part));
  }

  private static String anthropic(String block) {
    return "{'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':[%s]}]}"
        .formatted(block);
  }

  private static String gemini(String part) {
    return "{'contents':[{'role':'user','parts':[%s]}]}".formatted(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'text':'a'}                                                           | true
          {'type':null,'text':'a'}                                               | true
          {'type':'input_text','text':'a'}                                       | true
          {'type':'image','source':{'type':'url','url':'https://a.example/b'}}   | true
          {'type':'thinking','thinking':[]}                                      | false
          {'type':'image_url','image_url':{}}                                    | true
          {'type':'image_url'}                                                   | true
          {'type':'image_url','image_url':{'url':'https://a.example/b'}}         | false
          {'type':'input_audio','input_audio':{'data':'aaaa'}}                   | true
          {'type':'input_audio','input_audio':{'data':'aaaa','format':'wav'}}    | false
          {'type':'file'}                                                        | true
          {'type':'hologram'}                                                    | false
          """)
  void partsOfChat(String part, boolean isRefused) {
    String body = chat(part);
    String errors = errors("openai-chat", body);

    assertEquals(isRefused, errors.contains("/messages/0/content/0"), errors);
    assertEquals(isRefused, errors.startsWith("body-invalid"), errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'text':'a'}                                            | true
          {'type':'text','text':'a'}                              | true
          {'type':'image_url','image_url':{'url':'a'}}            | true
          {'type':'thinking','thinking':'a'}                      | true
          {'type':'computer_screenshot','file_id':'a'}            | false
          {'type':'hologram'}                                     | false
          """)
  void partsOfResponses(String part, boolean isRefused) {
    String output =
        "{'type':'function_call','call_id':'c','name':'d','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'c','output':[%s]}";

    assertEquals(
        isRefused, errors("openai-responses", said(part)).contains("body-invalid/input/0"));
    assertEquals(
        isRefused,
        errors("openai-responses", responses(output.formatted(part)))
            .contains("body-invalid/input/1/output/0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'input_text','text':'a'}                        | true
          {'type':'text','text':'a'}                              | true
          {'type':'tool_result','tool_use_id':'a'}                | true
          {'type':'hologram'}                                     | false
          """)
  void aPartIsNoItemOfResponses(String item, boolean isRefused) {
    String errors = errors("openai-responses", responses(item));

    assertEquals(isRefused ? "body-invalid/input/0" : "", errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'text':'a'}                                                                      | true
          {'type':'image_url','image_url':{'url':'a'}}                                      | true
          {'type':'input_text','text':'a'}                                                  | true
          {'type':'hologram'}                                                               | false
          {'type':'image','source':{}}                                                      | true
          {'type':'image','source':{'type':'base64','data':'aaaa'}}                         | true
          {'type':'image','source':{'type':'base64','media_type':'image/png'}}              | true
          {'type':'image','source':{'type':'url'}}                                          | true
          {'type':'image','source':{'type':'url','url':'https://a.example/b'}}              | false
          {'type':'image','source':{'type':'file'}}                                         | true
          {'type':'image','source':{'type':'file','file_id':'a'}}                           | false
          {'type':'image','source':{'type':'later'}}                                        | false
          {'type':'document','source':{'type':'text','data':'a'}}                           | true
          {'type':'document','source':{'type':'text','media_type':'text/plain','data':'a'}} | false
          {'type':'document','source':{'type':'content'}}                                   | true
          {'type':'document','source':{'type':'content','content':[{'text':'a'}]}}          | true
          {'type':'document','source':{'type':'content','content':'a'}}                     | false
          """)
  void blocksOfAnthropic(String block, boolean isRefused) {
    String call =
        "{'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'b','name':'c','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'b','content':[%s]}]}]}";
    String place = "/messages/0/content/0";
    String inside = "/messages/2/content/0/content/0";

    assertEquals(isRefused, errors("anthropic", anthropic(block)).contains("body-invalid" + place));
    assertEquals(
        isRefused, errors("anthropic", call.formatted(block)).contains("body-invalid" + inside));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'id':'srvtoolu_a','name':'b','input':{}                  | false | true
          'name':'b','input':{}                                    | true  | true
          'id':'srvtoolu_a','input':{}                             | true  | true
          'id':'srvtoolu_a','name':'b'                             | true  | true
          'id':'srvtoolu_a','name':'b','input':{},'server_name':''  | false | false
          """)
  void callsOfTheProvidersOwnTools(String members, boolean isRefused, boolean isRefusedOfMcp) {
    String body =
        "{'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':'c'},"
            + "{'role':'assistant','content':[{'type':'%s',%s}]}]}";
    String place = "body-invalid/messages/1/content/0";

    assertEquals(
        isRefused ? place : "", errors("anthropic", body.formatted("server_tool_use", members)));
    assertEquals(
        isRefusedOfMcp ? place : "", errors("anthropic", body.formatted("mcp_tool_use", members)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'text','text':'a'}                  | true
          {'text':'a','cache_control':{}}             | true
          {'image_url':{'url':'a'}}                   | true
          {'text':'a','type':null}                    | false
          {'text':'a','hologram':{}}                  | false
          """)
  void partsOfGemini(String part, boolean isRefused) {
    String errors = errors("gemini", gemini(part));

    assertEquals(isRefused ? "body-invalid/contents/0/parts/0" : "", errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          openai-chat | null    | content-empty/messages/2
          openai-chat | []      | content-empty/messages/2
          openai-chat | 7       | body-invalid/messages/2/content
          openai-chat | 'a'     | ""
          anthropic   | {'a':1} | body-invalid/messages/2/content/0/content
          anthropic   | 7       | body-invalid/messages/2/content/0/content
          anthropic   | []      | ""
          anthropic   | 'a'     | ""
          """)
  void contentsOfResults(String dialect, String content, String errors) {
    String chat =
        "{'model':'gpt-4.1','messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','tool_calls':[{'id':'b','type':'function','function':{"
            + "'name':'c','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'b','content':%s}]}";
    String anthropic =
        "{'model':'claude-haiku-4-5','max_tokens':9,'messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'b','name':'c','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'b','content':%s}]}]}";
    String body = dialect.equals("anthropic") ? anthropic : chat;

    assertEquals(errors, errors(dialect, body.formatted(content)));
  }

  /** It may be null where it has no id. */
  @ParameterizedTest
  @CsvSource({"null, ''", "7, body-invalid/messages/2/content"})
  void contentOfAFunction(String content, String errors) {
    String body =
        "{'model':'gpt-4.1','messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','function_call':{'name':'c','arguments':'{}'}},"
            + "{'role':'function','name':'c','content':%s}]}";

    assertEquals(errors, errors("openai-chat", body.formatted(content)));
  }

  /** What an SDK takes, and makes a content of. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'parts':[{'text':'a'}]}    | false
          {'parts':{'text':'a'}}      | false
          null                        | false
          'a'                         | true
          [{'text':'a'}]              | true
          {'text':'a'}                | true
          """)
  void instructionsOfGemini(String instructions, boolean isRefused) {
    String body = "{'%s':%s,'contents':[{'role':'user','parts':[{'text':'b'}]}]}";

    for (String name : List.of("systemInstruction", "system_instruction")) {
      assertEquals(
          isRefused ? "body-invalid/" + name : "",
          errors("gemini", body.formatted(name, instructions)));
    }
  }

  /** Whatever form they have, they are read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'parts':[{'text':'\ufffd'}]}
          {'parts':{'text':'\ufffd'}}
          '\ufffd'
          [{'text':'\ufffd'}]
          {'text':'\ufffd'}
          """)
  void instructionsOfGeminiInAnyForm(String instructions) {
    String body = "{'systemInstruction':%s,'contents':[{'role':'user','parts':[{'text':'b'}]}]}";
    String warnings =
        LintedBodies.told(
            "gemini", body.formatted(instructions), LintSeverity.LINT_SEVERITY_WARNING);

    assertTrue(warnings.startsWith("replacement-character/systemInstruction"), warnings);
  }
}
