package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.token.Utf8Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenAI wants of a schema is added, and nothing else is changed. */
class OpenAiSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{'type':'object','properties':{}}",
        "{ 'type': 'object' }|{'type':'object','properties':{}}",
        "{'type':'object','properties':{'a':{'type':'array'}}}|"
            + "{'type':'object','properties':{'a':{'type':'array','items':{}}}}",
        "{'type':'object','properties':{'a':{'type':['array','null'],'maxItems':1.0}}}|"
            + "{'type':'object','properties':{'a':{'type':['array','null'],'maxItems':1.0,'items':{}}}}",
        "{'type':'object','properties':{'a':{'anyOf':[{'type':'array'},true]}}}|"
            + "{'type':'object','properties':{'a':{'anyOf':[{'type':'array','items':{}},true]}}}",
        "{'type':'object','properties':{},'$defs':{'a':{'items':{'type':'array'}}}}|"
            + "{'type':'object','properties':{},'$defs':{'a':{'items':{'type':'array','items':{}}}}}"
      })
  void adds(String schema, String completed) {
    assertEquals(completed, of(schema));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ 'type': 'object', 'properties': {} }",
        "{ 'type':'object','properties':{'a':{'type':'object'},'b':{}}}",
        "{ 'type':'object','properties':{'type':{'default':{'type':'array'},'enum':[{'type':'array'}]}}}",
        "{ 'type':'object','properties':{'a':{'type':'array','prefixItems':[]},'items':{'$ref':'#'}}}",
        "true",
        "{ '$ref':'#/$defs/a','$defs':{'a':{'type':'object'}}}"
      })
  void keeps(String schema) {
    assertEquals(schema, of(schema));
  }

  private static String of(String schema) {
    return OpenAiSchema.of(Utf8Text.of(schema.replace('\'', '"'))).decode().replace('"', '\'');
  }

  @Test
  void keepsWhatIsTooDeepToBeReadHere() {
    String deep = "{'not':".repeat(60) + "{}" + "}".repeat(60);
    assertEquals(deep, of(deep));
  }
}
