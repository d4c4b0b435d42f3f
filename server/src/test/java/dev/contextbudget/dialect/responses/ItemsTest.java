package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.SizeHint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each item of an input is read as. Words of at most five letters are one token. */
class ItemsTest {
  private static final String USER = "{\"role\":\"user\",\"content\":\"go on\"}";

  private static BodyMessage only(String members) {
    ProviderBody body = Bodies.input(Bodies.json(members));
    assertEquals(List.of(), body.problems());
    assertEquals(1, body.messages().size());
    return body.messages().get(0);
  }

  private static Part part(String members) {
    return only(members).parts().get(0).part();
  }

  private static String text(Part part) {
    return ((Part.Text) part).text().decode();
  }

  @Test
  void aTextIsTheOneMessageOfTheUser() {
    ProviderBody body = Bodies.read("{\"input\":\"Hello\"}");
    assertEquals("USER[Text]", Bodies.shape(body));
    assertEquals("/input", body.messages().get(0).id());
    assertNull(body.list());
    assertEquals(List.of(), body.problems());
  }

  @ParameterizedTest
  @CsvSource({"user,USER", "system,SYSTEM", "developer,SYSTEM", "assistant,ASSISTANT"})
  void rolesAreThoseOfMessages(String name, Role role) {
    assertEquals(role, only("'role':'%s','content':'Hi'".formatted(name)).role());
    String type = role == Role.ASSISTANT ? "output_text" : "input_text";
    BodyMessage listed =
        only(
            "'type':'message','role':'%s','content':[{'type':'%s','text':'Hi'}]"
                .formatted(name, type));
    assertEquals(role, listed.role());
    assertEquals("Hi", text(listed.parts().get(0).part()));
  }

  @Test
  void whatTheModelAnsweredInOneGoIsOneMessage() {
    ProviderBody body =
        Bodies.input(
            USER,
            Bodies.json("'type':'reasoning','id':'rs_1','summary':[]"),
            Bodies.json(
                "'type':'web_search_call','id':'ws_1','action':{'type':'search','query':'tide'}"),
            Bodies.json("'type':'message','role':'assistant','content':'Wait.'"),
            Bodies.json("'type':'function_call','call_id':'a','name':'fare','arguments':'{}'"),
            Bodies.json("'type':'custom_tool_call','call_id':'b','name':'edit','input':'x'"),
            Bodies.json("'type':'function_call_output','call_id':'a','output':'10'"),
            Bodies.json("'type':'custom_tool_call_output','call_id':'b','output':'done'"),
            USER);
    assertEquals(
        "USER[Text] ASSISTANT[Thinking Opaque Text ToolCall ToolCall] TOOL[ToolResult]"
            + " TOOL[ToolResult] USER[Text]",
        Bodies.shape(body));
    BodyMessage answer = body.messages().get(1);
    assertEquals("/input/1", answer.id());
    assertEquals(1, answer.index());
    assertEquals(5, answer.elements().size());
    assertEquals(6, body.messages().get(2).index());
    assertEquals(List.of(), Bodies.measure(body).violations());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          function_call        | 'call_id':'c','name':'fare','arguments':'{}'                     | fare        | {}
          custom_tool_call     | 'call_id':'c','name':'edit','input':'a b'                        | edit        | a b
          computer_call        | 'id':'i','call_id':'c','action':{'type':'wait'}                  | computer    | {"type":"wait"}
          computer_call        | 'id':'i','call_id':'c','actions':[{'type':'wait'}]               | computer    | [{"type":"wait"}]
          local_shell_call     | 'id':'i','call_id':'c','action':{'command':['ls']}               | local_shell | {"command":["ls"]}
          shell_call           | 'call_id':'c','action':{'commands':['ls']}                       | shell       | {"commands":["ls"]}
          apply_patch_call     | 'call_id':'c','operation':{'type':'delete_file','path':'a'}      | apply_patch | {"type":"delete_file","path":"a"}
          mcp_approval_request | 'id':'c','server_label':'s','name':'lend','arguments':'{}'       | lend        | {}
          tool_search_call     | 'call_id':'c','execution':'client','arguments':{'goal':'decks'}  | tool_search | {"goal":"decks"}
          """)
  void callsAreThoseThatTheClientAnswers(
      String type, String members, String name, String arguments) {
    Part.ToolCall call = (Part.ToolCall) part("'type':'%s',%s".formatted(type, members));
    assertEquals("c", call.id());
    assertEquals(name, call.name());
    assertEquals(arguments, call.argumentsJson().decode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          function_call_output    | 'call_id':'c','output':'two words'                                        | 2 | output
          function_call_output    | 'call_id':'c','output':[{'type':'input_text','text':'two words'}]         | 2 | output
          custom_tool_call_output | 'call_id':'c','output':'one'                                              | 1 | output
          local_shell_call_output | 'id':'c','output':'main'                                                  | 1 | output
          shell_call_output       | 'call_id':'c','output':[{'stdout':'a b','stderr':'c','outcome':{}}]       | 3 | output
          apply_patch_call_output | 'call_id':'c','status':'completed','output':'Done it'                     | 2 | output
          apply_patch_call_output | 'call_id':'c','status':'completed'                                        | 0 |
          mcp_approval_response   | 'approval_request_id':'c','approve':false,'reason':'too dear'             | 2 | reason
          mcp_approval_response   | 'approval_request_id':'c','approve':true                                  | 0 |
          """)
  void resultsAnswerTheirCalls(String type, String members, int tokens, String replaced) {
    BodyMessage message = only("'type':'%s',%s".formatted(type, members));
    BodyPart part = message.parts().get(0);
    Part.ToolResult result = (Part.ToolResult) part.part();
    assertEquals(Role.TOOL, message.role());
    assertEquals("c", result.callId());
    assertEquals(1, message.parts().size());
    assertEquals(tokens, result.parts().stream().mapToInt(p -> tokens(text(p))).sum());
    assertEquals(
        replaced == null ? "" : "/input/0/" + replaced,
        part.text() == null ? "" : part.text().pointer());
  }

  private static int tokens(String text) {
    return text.split(" ").length;
  }

  @Test
  void aFailedPatchIsAnError() {
    Part.ToolResult failed =
        (Part.ToolResult) part("'type':'apply_patch_call_output','call_id':'c','status':'failed'");
    assertTrue(failed.isError());
  }

  @Test
  void whatCannotBecomeATextStandsBesideItsResult() {
    BodyMessage screenshot =
        only(
            "'type':'computer_call_output','call_id':'c','output':{'type':'computer_screenshot',"
                + "'file_id':'f'}");
    assertEquals(new Part.ToolResult("c", false, List.of()), screenshot.parts().get(0).part());
    assertTrue(screenshot.parts().get(1).part() instanceof Part.Image);
    BodyMessage found =
        only("'type':'tool_search_output','call_id':'c','execution':'client','tools':[]");
    assertEquals(new Part.ToolResult("c", false, List.of()), found.parts().get(0).part());
    assertTrue(found.parts().get(1).part() instanceof Part.Opaque);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'type':'web_search_call','id':'w','action':{'type':'search','query':'low tide','sources':[{'url':'u'}]} | 2
          'type':'web_search_call','id':'w','action':{'type':'find_in_page','pattern':'pier','url':'a.org'}       | 2
          'type':'file_search_call','id':'f','queries':['tide'],'results':[{'file_id':'z','filename':'a','text':'b c'}] | 4
          'type':'file_search_call','id':'f','queries':['tide'],'results':null                                    | 1
          'type':'code_interpreter_call','id':'c','container_id':'k','code':'1 + 1','outputs':[{'type':'logs','logs':'2'},{'type':'image','url':'data:image/png;base64,AAAAAAAA'}] | 4
          'type':'code_interpreter_call','id':'c','container_id':'k','code':null,'outputs':null                   | 0
          'type':'image_generation_call','id':'i','result':null,'status':'failed','revised_prompt':'a raft'       | 2
          'type':'mcp_call','id':'m','server_label':'s','name':'find','arguments':'{}','output':'a b'             | 4
          'type':'mcp_list_tools','id':'m','server_label':'s','tools':[ ]                                         | 2
          'type':'program','id':'p','call_id':'q','code':'a b','fingerprint':'AAAAAAAAAAAA'                       | 2
          'type':'program_output','id':'p','call_id':'q','result':'30','status':'completed'                       | 1
          'type':'tool_search_call','call_id':null,'execution':'server','arguments':{'query':'sauna'}             | 1
          'type':'tool_search_output','call_id':null,'execution':'server','tools':[ ]                             | 2
          """)
  void ownWorkCostsItsTexts(String members, int tokens) {
    BodyMessage message = only(members);
    assertEquals(Role.ASSISTANT, message.role());
    assertEquals(tokens, ((Part.Opaque) message.parts().get(0).part()).tokens());
  }

  @Test
  void aPictureThatTheModelMadeIsAPicture() {
    BodyMessage made =
        only(
            "'type':'image_generation_call','id':'i','status':'completed','revised_prompt':'a raft',"
                + "'result':'AAAAAAAAAAAAAAAAAAAAAAAA'");
    assertTrue(made.parts().get(0).part() instanceof Part.Image);
    assertEquals(2, ((Part.Opaque) made.parts().get(1).part()).tokens());
  }

  @Test
  void reasoningCostsWhatCanBeReadOrWhatIsSealed() {
    assertEquals(
        3,
        thinking(
            "'type':'reasoning','id':'r','summary':[{'type':'summary_text','text':'one two'}],"
                + "'content':[{'type':'reasoning_text','text':' three'}]"));
    assertEquals(
        Math.ceil(400 * 0.75 / 4),
        thinking(
            "'type':'reasoning','id':'r','summary':[],'encrypted_content':'%s'"
                .formatted("A".repeat(400))));
  }

  private static int thinking(String members) {
    return ((Part.Thinking) part(members)).tokens();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'type':'compaction','encrypted_content':'AAAAAAAAAAAAAAAA' | 3
          'type':'compaction_trigger' | 0
          'type':'configuration_update','reasoning':{'effort':'high'} | 0
          'type':'configuration_update','text':{} | 1
          'type':'additional_tools','role':'developer','tools':[ ] | 2
          """)
  void whatSteersTheProviderSpeaksAsTheSystemAndSoNeverLeaves(String members, int tokens) {
    BodyMessage message = only(members);
    assertEquals(Role.SYSTEM, message.role());
    Part part = message.parts().get(0).part();
    assertEquals(
        tokens,
        part instanceof Part.Thinking thinking ? thinking.tokens() : ((Part.Opaque) part).tokens());
  }

  @Test
  void referencesAreAssumedToBeAPageUnlessTheCallerKnows() {
    String body = "{\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"},{\"id\":\"rs_2\"}]}";
    ProviderBody read = Bodies.read(body);
    assertEquals(2, read.assumed().size());
    assertEquals(AssumedSize.Kind.ELSEWHERE, read.assumed().get(1).kind());
    assertEquals(1, read.messages().size());
    SizeHint known =
        new SizeHint(
            OptionalInt.of(7), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    ProviderBody hinted =
        Bodies.read(body.getBytes(StandardCharsets.UTF_8), Map.of("/input/0", known));
    assertEquals(7, ((Part.Opaque) hinted.messages().get(0).parts().get(0).part()).tokens());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'type':'output_text','text':'a b','annotations':[]                                  | Text
          'type':'output_text','text':'a b','annotations':[],'logprobs':[]                    | Text
          'type':'output_text','text':'a b','annotations':[{'type':'file_path','file_id':'f','index':0}] | Opaque
          'type':'output_text','text':'a b','annotations':[],'logprobs':[{'token':'a'}]       | Opaque
          'type':'refusal','refusal':'I will not.'                                            | Opaque
          """)
  void citedTextIsNeverShortened(String members, String kind) {
    BodyPart part =
        only("'type':'message','id':'m','role':'assistant','content':[{%s}]".formatted(members))
            .parts()
            .get(0);
    assertEquals(kind, part.part().getClass().getSimpleName());
    assertEquals(kind.equals("Text"), part.text() != null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'type':'input_image','image_url':'data:image/png;base64,AAAA','detail':'low' | Image
          'type':'input_image','file_id':'f'                                           | Image
          'type':'input_file','file_data':'AAAA','filename':'a.pdf'                    | File
          'type':'input_file','file_url':'https://a.org/b'                             | File
          'type':'input_file','file_id':'f'                                            | File
          'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}            | Opaque
          """)
  void picturesAndFilesAreMeasured(String members, String kind) {
    Part part = part("'role':'user','content':[{%s}]".formatted(members));
    assertEquals(kind, part.getClass().getSimpleName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'role':'user','content':[{'type':'output_text','text':'a','annotations':[]}]   | MISPLACED_PART
          'role':'user','content':[{'type':'refusal','refusal':'a'}]                     | MISPLACED_PART
          'role':'assistant','content':[{'type':'input_text','text':'a'}]                | MISPLACED_PART
          'role':'assistant','content':[{'type':'input_image','file_id':'f'}]            | MISPLACED_PART
          'type':'function_call_output','call_id':'c','output':[{'type':'output_text','text':'a'}] | MISPLACED_PART
          'role':'user','content':[{'type':'input_video','url':'a'}]                     | UNKNOWN_PART
          'type':'hologram_call','call_id':'c'                                           | UNKNOWN_PART
          'role':'user','content':[]                                                     | EMPTY_CONTENT
          'role':'tool','content':'a'                                                    | UNKNOWN_ROLE
          'content':'a'                                                                  | INVALID
          'role':'user'                                                                  | INVALID
          'role':'user','content':[{'type':'input_text'}]                                | INVALID
          'role':'user','content':[{'type':'input_image','image_url':{'url':'a'}}]       | INVALID
          'type':'function_call','name':'fare','arguments':'{}'                          | INVALID
          'type':'function_call','call_id':'c','arguments':'{}'                          | INVALID
          'type':'function_call_output','output':'a'                                     | INVALID
          'type':'function_call_output','call_id':'c'                                    | INVALID
          'type':'function_call_output','call_id':'c','output':{}                        | INVALID
          'type':'computer_call_output','call_id':'c','output':'a'                       | INVALID
          'type':'shell_call_output','call_id':'c','output':'a'                          | INVALID
          'type':'reasoning','id':'r'                                                    | INVALID
          'type':'compaction'                                                            | INVALID
          """)
  void whatIsNotAsDocumentedIsTold(String members, ShapeProblem.Kind kind) {
    List<ShapeProblem> problems = Bodies.input(Bodies.json(members)).problems();
    assertEquals(List.of(kind), problems.stream().map(ShapeProblem::kind).toList());
  }

  @Test
  void anItemThatIsNoObjectIsTold() {
    assertEquals(ShapeProblem.Kind.INVALID, Bodies.input("3").problems().get(0).kind());
  }
}
