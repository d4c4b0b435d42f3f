package dev.contextbudget.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.chat.ChatDialect;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.responses.ResponsesDialect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All that a definition says to the model is counted, beside its schema with the description. */
class ToolDefinitionsTest {

  private static String description(Dialect dialect, String tool) {
    byte[] json =
        "{'tools':[%s]}".formatted(tool).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      Body.Tool read =
          dialect
              .read(
                  JsonIndexer.index(json, StopSignal.NEVER),
                  new PartSizes(TestModels.words(), Map.of()))
              .tools()
              .get(0)
              .tool();
      assertEquals("f", read.name());
      return read.description();
    } catch (JsonFault fault) {
      throw new AssertionError(fault);
    }
  }

  @Test
  void aGrammarStandsBehindTheDescription() {
    String grammar = "'type':'grammar','grammar':{'syntax':'lark','definition':'start: A'}";
    String flat = "'type':'grammar','syntax':'lark','definition':'start: A'";
    assertEquals(
        "One.\nstart: A",
        description(
            new ChatDialect(),
            "{'type':'custom','custom':{'name':'f','description':'One.','format':{%s}}}"
                .formatted(grammar)));
    assertEquals(
        "start: A",
        description(
            new ResponsesDialect(), "{'type':'custom','name':'f','format':{%s}}".formatted(flat)));
    assertEquals(
        "One.",
        description(
            new ResponsesDialect(),
            "{'type':'custom','name':'f','description':'One.','format':{'type':'text'}}"));
  }

  @Test
  void examplesOfTheInputStandBehindTheDescription() {
    assertEquals(
        "One.\n[{\"a\":1}]",
        description(
            new AnthropicDialect(),
            "{'name':'f','description':'One.','input_schema':{},'input_examples':[{'a':1}]}"));
  }
}
