package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a body means. In the model of these tests five bytes of a word are a token. */
class GeminiReadingTest {
  private static final String SIGNED = "\"thoughtSignature\":\"AAAAAAAAAAAAAAAA\"";
  private static final String PNG = "{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}";

  static Stream<Arguments> parts() {
    return Stream.of(
        part("text", "{'text':'one two'}", "Text 2"),
        part(
            "text with a member beside it",
            "{'text':'one two','partMetadata':{'a':1}}",
            "Opaque 2"),
        part("signed text", "{'text':'one two'," + SIGNED + "}", "Opaque 2", "Opaque 3"),
        part("thought", "{'text':'one two three','thought':true}", "Thinking 3"),
        part("signed thought", "{'text':'one','thought':true," + SIGNED + "}", "Thinking 3"),
        part("no thought", "{'text':'one','thought':false}", "Opaque 1"),
        part("signature alone", "{" + SIGNED + "}", "Thinking 3"),
        part("signature on an empty text", "{'text':''," + SIGNED + "}", "Thinking 3"),
        part("signature in snake case", "{'thought_signature':'AAAAAAAAAAAAAAAA'}", "Thinking 3"),
        part("call", "{'functionCall':{'name':'find','args':{'a':1}}}", "ToolCall 5"),
        part("call without arguments", "{'functionCall':{'name':'find'}}", "ToolCall 3"),
        part(
            "signed call",
            "{'functionCall':{'name':'find'}," + SIGNED + "}",
            "ToolCall 3",
            "Opaque 3"),
        part("image", "{'inlineData':" + PNG + "}", "Image 7"),
        part("image of a thought", "{'thought':true,'inlineData':" + PNG + "}", "Image 7"),
        part(
            "image in snake case",
            "{'inline_data':{'mime_type':'image/png','data':'iVBO'}}",
            "Image 7"),
        part(
            "image elsewhere",
            "{'fileData':{'mimeType':'image/png','fileUri':'gs://a'}}",
            "Image 7"),
        part(
            "image of told tokens",
            "{'inlineData':" + PNG + ",'mediaResolution':{'numTokens':280}}",
            "Opaque 280"),
        part(
            "audio",
            "{'inlineData':{'mimeType':'audio/wav','data':'" + "A".repeat(4000) + "'}}",
            "Opaque 7"),
        part("video by its page", "{'fileData':{'fileUri':'https://v'}}", "Opaque 1000"),
        part("PDF", "{'inlineData':{'mimeType':'application/pdf','data':'JVBERi0='}}", "File 110"),
        part(
            "text file",
            "{'inlineData':{'mimeType':'text/plain','data':'b25lIHR3byB0aHJlZQ=='}}",
            "Opaque 3"),
        part(
            "text file of another charset",
            "{'inlineData':{'mimeType':'text/plain','data':'/w=='}}",
            "File 110"),
        part(
            "text file elsewhere",
            "{'fileData':{'mimeType':'text/csv','fileUri':'gs://a'}}",
            "File 110"),
        part("code", "{'executableCode':{'language':'PYTHON','code':'one two'}}", "Opaque 4"),
        part(
            "result of code",
            "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'one'}}",
            "Opaque 3"),
        part(
            "tool of the provider",
            "{'toolCall':{'id':'t','toolType':'A','args':{'q':'r'}}}",
            "Opaque 3"),
        part(
            "its answer",
            "{'tool_response':{'id':'t','tool_type':'A','response':{}}}",
            "Opaque 2"));
  }

  private static Arguments part(String name, String json, String... read) {
    return Arguments.of(name, json.replace('\'', '"'), List.of(read));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void readsAPart(String name, String json, List<String> read) {
    PartCounter counter = new PartCounter(ReadBody.MODEL);
    List<BodyPart> parts = ReadBody.parts(json);
    assertEquals(
        read,
        parts.stream()
            .map(
                part ->
                    part.part().getClass().getSimpleName() + " " + counter.partTokens(part.part()))
            .toList());
    for (BodyPart part : parts) {
      assertEquals(part.part() instanceof Part.Text, part.text() != null, name);
    }
    assertEquals(List.of(), body("{'role':'model','parts':[" + json + "]}").problems());
  }

  @ParameterizedTest
  @CsvSource({
    "MEDIA_RESOLUTION_LOW,,low",
    "MEDIA_RESOLUTION_LOW,MEDIA_RESOLUTION_ULTRA_HIGH,ultra_high",
    "MEDIA_RESOLUTION_LOW,MEDIA_RESOLUTION_UNSPECIFIED,low",
    ",MEDIA_RESOLUTION_MEDIUM,medium",
    ",,''"
  })
  void takesTheResolutionOfThePartElseOfAll(String ofAll, String own, String detail) {
    String resolution = own == null ? "" : ",'media_resolution':{'level':'" + own + "'}";
    ProviderBody body =
        ReadBody.body(
            "{\"generation_config\":{%s},\"contents\":[{\"parts\":[{\"inlineData\":%s%s}]}]}"
                .formatted(
                    ofAll == null ? "" : "\"mediaResolution\":\"" + ofAll + "\"",
                    PNG,
                    resolution.replace('\'', '"')));
    assertEquals(detail, ((Part.Image) onlyPart(body)).detail());
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        problem("INVALID /contents", "{'contents':'hello'}"),
        problem("INVALID ", "{}"),
        problem("INVALID /contents/0", "{'contents':['hello']}"),
        problem("INVALID /contents/0/parts", "{'contents':[{'parts':'a'}]}"),
        problem("INVALID /contents/0/parts/0", content("'a'")),
        problem("INVALID /contents/0/parts/0/text", content("{'text':1}")),
        problem(
            "INVALID /contents/0/parts/0", content("{'text':'a','executable_code':{'code':'b'}}")),
        problem("INVALID /contents/0/parts/0/inlineData", content("{'inlineData':{'data':''}}")),
        problem("INVALID /contents/0/parts/0/fileData", content("{'fileData':{'mimeType':'a/b'}}")),
        problem("UNKNOWN_PART /contents/0/parts/0", content("{'hologram':{}}")),
        problem("UNKNOWN_PART /contents/0/parts/0", content("{'type':'text'}")),
        problem("EMPTY_CONTENT /contents/0/parts/0", content("{}")),
        problem("EMPTY_CONTENT /contents/0/parts/0", content("{'text':null,'thought':true}")),
        problem("EMPTY_CONTENT /contents/0/parts", "{'contents':[{'parts':[]}]}"),
        problem("INVALID /contents/0", "{'contents':[{'role':'user'}]}"),
        problem(
            "UNKNOWN_ROLE /contents/0/role",
            "{'contents':[{'role':'system','parts':[{'text':'a'}]}]}"),
        problem(
            "UNKNOWN_ROLE /contents/0/role", "{'contents':[{'role':1,'parts':[{'text':'a'}]}]}"),
        problem("MISPLACED_PART /contents/0/parts/0", content("{'functionCall':{'name':'f'}}")),
        problem(
            "INVALID /contents/0/parts/0/functionCall/args",
            "{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f','args':'{}'}}]}]}"),
        problem(
            "INVALID /contents/0/parts/0/functionResponse",
            content("{'functionResponse':{'name':'f'}}")),
        problem(
            "INVALID /contents/0/parts/0/functionResponse/response",
            content("{'functionResponse':{'name':'f','response':'done'}}")),
        problem(
            "MISPLACED_PART /systemInstruction/parts/0",
            "{'systemInstruction':{'parts':[{'inlineData':{}}]},'contents':[]}"));
  }

  private static Arguments problem(String problem, String json) {
    return Arguments.of(problem, json.replace('\'', '"'));
  }

  private static String content(String part) {
    return "{'contents':[{'role':'user','parts':[" + part + "]}]}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("problems")
  void tellsWhatIsNotAsDocumented(String problem, String json) {
    assertEquals(
        List.of(problem),
        ReadBody.body(json).problems().stream()
            .map(p -> p.kind() + " " + p.at().pointer())
            .toList());
  }

  @Test
  void whoIsNotNamedIsTheUser() {
    ProviderBody body =
        body(
            "{'parts':[{'text':'a'}]},{'role':'model','parts':[{'text':'b'}]},"
                + "{'role':null,'parts':[{'text':'c'}]},{'role':'function','parts':[{'text':'d'}]}");
    assertEquals(
        List.of(Role.USER, Role.ASSISTANT, Role.USER, Role.USER),
        body.messages().stream().map(BodyMessage::role).toList());
    assertEquals(List.of(), body.problems());
  }

  @Test
  void aContentTakesNotesAmongItsParts() {
    BodyMessage message = body("{'parts':[{'text':'a'}]}").messages().get(0);
    assertEquals("/contents/0", message.id());
    assertEquals("/contents/0/parts", content(message));
  }

  @Test
  void anObjectIsTheOnlyElementOfItsList() {
    ProviderBody body =
        ReadBody.body(
            """
            {"contents":{"parts":{"text":"one two"}},
             "tools":{"functionDeclarations":{"name":"a","description":"One."}}}\
            """);
    assertEquals(List.of(), body.problems());
    assertNull(body.list());
    BodyMessage message = body.messages().get(0);
    assertEquals("/contents /contents/parts", message.id() + " " + content(message));
    assertEquals("/contents/parts", message.parts().get(0).value().pointer());
    assertEquals(
        List.of("/tools/functionDeclarations"), body.tools().stream().map(BodyTool::id).toList());
  }

  @Test
  void aNoteBesideAnOnlyPartMakesAListOfThem() {
    ReadBody body =
        ReadBody.of(
            """
            {"contents":[
              {"parts":{"text":"one two three four five six seven eight nine ten"}},
              {"role":"model","parts":{"text":"one two three four five"}},
              {"parts":{"text":"last"}}]}\
            """);
    String fitted = body.render(body.fit(body.tokens() - 1, true));
    assertTrue(fitted.contains("\"},{\"text\":\"last\"}]}]}"), fitted);
  }

  private static String content(BodyMessage message) {
    var content = message.content();
    return content == null ? "" : content.pointer();
  }

  @ParameterizedTest
  @CsvSource({
    "generationConfig,maxOutputTokens,512,512",
    "generation_config,max_output_tokens,512,512",
    "generationConfig,maxOutputTokens,\"512\",512",
    "generationConfig,maxOutputTokens,\"many\",",
    "generationConfig,maxOutputTokens,\"9999999999\",",
    "generationConfig,topK,512,"
  })
  void readsTheLimitOfTheAnswer(String config, String name, String number, Integer tokens) {
    ProviderBody body =
        ReadBody.body("{\"%s\":{\"%s\":%s},\"contents\":[]}".formatted(config, name, number));
    assertEquals(
        tokens == null ? OptionalInt.empty() : OptionalInt.of(tokens), body.maxOutputTokens());
  }

  @ParameterizedTest
  @CsvSource({"responseSchema", "responseJsonSchema", "response_schema", "response_json_schema"})
  void theSchemaOfTheAnswerIsReadButNeverLeaves(String name) {
    ProviderBody body =
        ReadBody.body("{\"generationConfig\":{\"%s\":{\"a\":1}},\"contents\":[]}".formatted(name));
    BodyText hidden = body.hidden().get(0);
    assertEquals("{\"a\":1}", hidden.text().decode());
    assertEquals("/generationConfig/" + name, hidden.id());
  }

  @ParameterizedTest
  @CsvSource({"cachedContent", "cached_content"})
  void saysThatTheProviderKeepsAHistory(String name) {
    ProviderBody body =
        ReadBody.body("{\"%s\":\"cachedContents/x\",\"contents\":[]}".formatted(name));
    AssumedSize size = body.assumed().get(0);
    assertEquals(AssumedSize.Kind.ELSEWHERE, size.kind());
    assertEquals("/" + name, size.at().pointer());
    assertEquals(0, size.tokens());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'parts':[{'text':'a'},{'text':''},{'text':'b'}]}|/parts|/parts/0 /parts/2",
        "[{'text':'a'},{'text':'b'}]||/0 /1",
        "{'parts':{'text':'a'}}|none|/parts",
        "{'text':'a'}|none|''",
        "\"a\"|none|''"
      })
  void readsInstructionsInAllTheirForms(String json, String list, String texts) {
    String at = "/system_instruction";
    ProviderBody body =
        ReadBody.body(
            "{\"system_instruction\":%s,\"contents\":[]}".formatted(json.replace('\'', '"')));
    var held = body.systemList();
    assertEquals(
        "none".equals(list) ? "" : at + (list == null ? "" : list),
        held == null ? "" : held.pointer());
    assertEquals(
        Stream.of(texts.replace("''", "").split(" ", -1)).map(text -> at + text).toList(),
        body.system().stream().map(BodyText::id).toList());
    body.system().forEach(text -> assertEquals(held != null, text.removable()));
    assertEquals(List.of(), body.problems());
  }

  @Test
  void eachDeclarationIsATool() {
    ProviderBody body =
        ReadBody.body(
            """
            {"tools":[
              {"functionDeclarations":[
                {"name":"a","description":"One.","parameters":{"type":"OBJECT"}},
                {"name":"b","parametersJsonSchema":{"type":"object"},"response":{"x":1}}],
               "googleSearch":{},"urlContext":null},
              {"codeExecution":{},"fileSearch":null},
              {"urlContext":{},"fileSearch":{}},
              {"functionDeclarations":null,
               "function_declarations":[
                {"name":"c","parameters":null,"parameters_json_schema":{"a":{}}}]}],
             "tool_config":{"function_calling_config":{"allowed_function_names":["c"]}},
             "contents":[]}\
            """);
    assertEquals(
        List.of(
            "/tools/0/functionDeclarations/0 a One.{\"type\":\"OBJECT\"}",
            "/tools/0/functionDeclarations/1 b  {\"x\":1}{\"type\":\"object\"}",
            "/tools/0/googleSearch googleSearch {}",
            "/tools/1 codeExecution {}",
            "/tools/2/urlContext urlContext {}",
            "/tools/2/fileSearch fileSearch {}",
            "/tools/3/function_declarations/0 c {\"a\":{}}"),
        body.tools().stream()
            .map(
                tool ->
                    "%s %s %s%s"
                        .formatted(
                            tool.id(),
                            tool.tool().name(),
                            tool.tool().description(),
                            tool.tool().parametersJson()))
            .toList());
    assertEquals(
        List.of(false, false, false, false, false, false, true),
        body.tools().stream().map(BodyTool::pinned).toList());
  }

  @Test
  void anUnknownPartIsPassedOnAndAssumed() {
    ProviderBody body = body("{'parts':[{'hologram':{'a':'b'}}]}");
    assertInstanceOf(Part.Opaque.class, onlyPart(body));
    assertEquals(AssumedSize.Kind.PART, body.assumed().get(0).kind());
    assertTrue(body.problems().stream().noneMatch(problem -> problem.kind().isFatal()));
    assertEquals(ShapeProblem.Kind.UNKNOWN_PART, body.problems().get(0).kind());
    assertNull(body.messages().get(0).parts().get(0).text());
  }

  private static ProviderBody body(String contents) {
    return ReadBody.body(("{'contents':[" + contents + "]}").replace('\'', '"'));
  }

  private static Part onlyPart(ProviderBody body) {
    return body.messages().get(0).parts().get(0).part();
  }
}
