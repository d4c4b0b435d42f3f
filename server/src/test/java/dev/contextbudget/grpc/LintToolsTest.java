package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.v1.LintSeverity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions of tools, in the shape of each API and with the schemas that it takes. */
class LintToolsTest {
  private static String errors(String dialect, String body) {
    return LintedBodies.told(dialect, body, LintSeverity.LINT_SEVERITY_ERROR);
  }

  private static final String FUNCTION =
      "'name':'a','parameters':{'type':'object','properties':{}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [{'type':'function','function':{F}}]               | ""
          [{'type':'custom','custom':{'name':'a'}}]          | ""
          [{'type':'web_search'}]                            | ""
          null                                               | ""
          {'type':'function','function':{F}}                 | body-invalid/tools
          [{'type':'function',F}]                            | body-invalid/tools/0
          [{'type':'function'}]                              | body-invalid/tools/0
          [{'type':'function','function':{'name':null}}]     | body-invalid/tools/0/function/name
          [{'type':'function','function':{}}]                | body-invalid/tools/0/function
          [{'type':'custom','function':{F}}]                 | body-invalid/tools/0
          [{'function':{F}}]                                 | body-invalid/tools/0
          [{'name':'a','input_schema':{'type':'object'}}]    | body-invalid/tools/0
          ['a']                                              | body-invalid/tools/0
          """)
  void toolsOfChat(String tools, String errors) {
    String body = "{'model':'gpt-4.1','tools':%s,'messages':[{'role':'user','content':'b'}]}";

    assertEquals(errors, errors("openai-chat", body.formatted(tools.replace("F", FUNCTION))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [{'type':'function',F}]                                        | ""
          [{'type':'web_search'}]                                        | ""
          {'type':'function',F}                                          | body-invalid/tools
          [{'type':'function','function':{F}}]                           | body-invalid/tools/0
          [{'type':'function'}]                                          | body-invalid/tools/0
          [{F}]                                                          | body-invalid/tools/0
          [{'type':'namespace','name':'b','tools':[{'type':'custom'}]}]  | body-invalid/tools/0/tools/0
          """)
  void toolsOfResponses(String tools, String errors) {
    String body = "{'model':'gpt-4.1','tools':%s,'input':'b'}";

    assertEquals(errors, errors("openai-responses", body.formatted(tools.replace("F", FUNCTION))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [{'name':'a','input_schema':{'type':'object'}}]                  | ""
          [{'type':'custom','name':'a','input_schema':{'type':'object'}}]  | ""
          [{'type':'bash_20250124','name':'bash'}]                         | ""
          {'name':'a','input_schema':{'type':'object'}}                    | body-invalid/tools
          [{'input_schema':{'type':'object'}}]                             | body-invalid/tools/0
          [{'type':'function',F}]                                          | body-invalid/tools/0
          [{'type':'function','function':{F}}]                             | body-invalid/tools/0
          [{'function':{F}}]                                               | body-invalid/tools/0
          [{F}]                                                            | tool-schema-invalid/tools/0
          """)
  void toolsOfAnthropic(String tools, String errors) {
    String body =
        "{'model':'claude-haiku-4-5','max_tokens':9,'tools':%s,"
            + "'messages':[{'role':'user','content':'b'}]}";

    assertEquals(errors, errors("anthropic", body.formatted(tools.replace("F", FUNCTION))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'functionDeclarations':[{F}]}        | ""
          [{'function_declarations':[{F}]}]     | ""
          [{'googleSearch':{}}]                 | ""
          'a'                                   | body-invalid/tools
          ['a']                                 | body-invalid/tools/0
          [{'type':'function','function':{F}}]  | body-invalid/tools/0
          [{F}]                                 | body-invalid/tools/0
          [{'functionDeclarations':[{}]}]       | body-invalid/tools/0/functionDeclarations/0
          """)
  void toolsOfGemini(String tools, String errors) {
    String body = "{'tools':%s,'contents':[{'role':'user','parts':[{'text':'b'}]}]}";

    assertEquals(errors, errors("gemini", body.formatted(tools.replace("F", FUNCTION))));
  }

  /** Each is written as the parameters of a function named a. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'object','properties':{}}                                                | ""
          {'type':'object','properties':{'b':{'type':'object'}}}                           | ""
          {'type':'object','properties':{'b':{'type':'array','items':{}}}}                 | ""
          {'type':'object','properties':{'type':{'type':'string'}}}                        | ""
          {'type':'object','properties':{'b':{'enum':['array']}}}                          | ""
          {'type':'object','$ref':'#/$defs/b'}                                             | ""
          {'properties':{}}                                                                | ERROR
          {'$ref':'#/$defs/b'}                                                             | ERROR
          {'type':'object'}                                                                | ERROR
          {'type':'object','properties':null}                                              | ERROR
          {'type':['object'],'properties':{}}                                              | ERROR
          []                                                                               | ERROR
          {'type':'object','properties':{'b':{'type':'array'}}}                            | P/b
          {'type':'object','properties':{'b':{'type':['string','array']}}}                 | P/b
          {'type':'object','properties':{'b':{'anyOf':[{'type':'array'}]}}}                | P/b
          {'type':'object','properties':{'b':{'type':'array','items':{'type':'array'}}}}   | P/b
          {'type':'object','properties':{'b':{'properties':{'c':{'type':'array'}}}}}       | P/b
          """)
  void schemasOfOpenAi(String schema, String errors) {
    String chat =
        "{'model':'gpt-4.1','tools':[{'type':'function','function':{'name':'a','parameters':%s}}],"
            + "'messages':[{'role':'user','content':'b'}]}";
    String responses =
        "{'model':'gpt-4.1','tools':[{'type':'function','name':'a','parameters':%s}],'input':'b'}";

    assertEquals(
        place(errors, "/tools/0/function/parameters/properties"),
        errors("openai-chat", chat.formatted(schema)));
    assertEquals(
        place(errors, "/tools/0/parameters/properties"),
        errors("openai-responses", responses.formatted(schema)));
  }

  /** What a schema holds is told as the place of its properties, whose names are the caller's. */
  private static String place(String errors, String properties) {
    return switch (errors) {
      case "" -> "";
      case "ERROR" -> "tool-schema-invalid/tools/0";
      default -> "tool-schema-invalid" + properties;
    };
  }

  /** A server that speaks the same was seen to refuse it, OpenAI was not. */
  @Test
  void anEmptySchemaIsAWarning() {
    String body =
        "{'model':'gpt-4.1','tools':[{'type':'function','name':'a','parameters':{}}],'input':'b'}";

    assertEquals("", errors("openai-responses", body));
    assertEquals(
        "tool-schema-invalid/tools/0",
        LintedBodies.told("openai-responses", body, LintSeverity.LINT_SEVERITY_WARNING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'OBJECT','properties':{'b':{'type':'STRING'}}}                        | ""
          {'type':'object'}                                                             | ""
          {'properties':{'b':{'anyOf':[{'type':'string'},{'type':'number'}]}}}          | ""
          {'type':'object','properties':{'const':{'type':'string'}}}                    | ""
          {'type':'object','properties':{'b':{'type':['string','null']}}}               | P
          {'type':'object','properties':{'b':{'const':'c'}}}                            | P
          {'type':'object','properties':{'b':{'items':{'prefixItems':[]}}}}             | P
          {'type':'object','properties':{'b':{'any_of':[{'type':['null']}]}}}           | P
          """)
  void schemasOfGemini(String schema, String errors) {
    String body =
        "{'tools':[{'functionDeclarations':[{'name':'a','%s':%s}]}],"
            + "'contents':[{'role':'user','parts':[{'text':'b'}]}]}";

    assertEquals(
        place(errors, "/tools/0/functionDeclarations/0/parameters/properties"),
        errors("gemini", body.formatted("parameters", schema)));
    for (String json : List.of("parametersJsonSchema", "parameters_json_schema")) {
      assertEquals("", errors("gemini", body.formatted(json, schema)));
    }
  }

  @Test
  void schemasOfAnthropicMayLackProperties() {
    String body =
        "{'model':'claude-haiku-4-5','max_tokens':9,'tools':[{'name':'a','input_schema':%s}],"
            + "'messages':[{'role':'user','content':'b'}]}";

    assertEquals("", errors("anthropic", body.formatted("{'type':'object'}")));
    assertEquals(
        "",
        errors(
            "anthropic", body.formatted("{'type':'object','properties':{'c':{'type':'array'}}}")));
    assertEquals("tool-schema-invalid/tools/0", errors("anthropic", body.formatted("{}")));
  }
}
