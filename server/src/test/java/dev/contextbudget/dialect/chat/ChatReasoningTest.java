package dev.contextbudget.dialect.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasoning beside the content costs what can be read of it, or what is sealed. */
class ChatReasoningTest {
  private static final PartSizes SIZES = new PartSizes(TestModels.words(), Map.of());

  /** 1,600 bytes, as much as 300 tokens of text. */
  private static final String SEALED = "Ab0+".repeat(400);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'reasoning_content':'one two'                             | one two",
        "'reasoning_details':[{'type':'reasoning.text','text':'one'},"
            + "{'type':'reasoning.summary','summary':' two'}]      | one two",
        "'reasoning_details':[{'type':'reasoning.encrypted','data':'SEALED'}] | 300",
        "'reasoning_details':[{'type':'reasoning.text','text':'one'},"
            + "{'type':'reasoning.encrypted','data':'SEALED'}]     | 300"
      })
  void isNeverCountedAsJson(String member, String expected) throws JsonFault {
    String message =
        "{'messages':[{'role':'assistant',%s}]}"
            .formatted(member.replace("SEALED", SEALED))
            .replace('\'', '"');
    Part part =
        new ChatDialect()
            .read(
                JsonIndexer.index(message.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER),
                new PartSizes(TestModels.words(), Map.of()))
            .messages()
            .get(0)
            .parts()
            .get(0)
            .part();

    int tokens = expected.equals("300") ? 300 : SIZES.tokens(Utf8Text.of(expected));
    assertEquals(tokens, ((Part.Thinking) part).tokens());
  }
}
