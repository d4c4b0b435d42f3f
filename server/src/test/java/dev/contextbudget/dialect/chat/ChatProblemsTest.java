package dev.contextbudget.dialect.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not as documented is told by its kind and place. */
class ChatProblemsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'role':'user','content':'a'                                   |
          'role':'assistant'                                            |
          'role':'assistant','content':null                             |
          'role':'user'                                                 | INVALID /messages/0
          'role':'user','content':null                                  | INVALID /messages/0/content
          'role':'system'                                               | INVALID /messages/0
          'role':'developer','content':7                                | INVALID /messages/0/content
          'role':'tool','tool_call_id':'c'                              | INVALID /messages/0
          'role':'tool','content':'a'                                   | INVALID /messages/0
          'role':'user','content':[{'type':'text'}]                     | INVALID /messages/0/content/0
          'role':'wizard','content':'a'                                 | UNKNOWN_ROLE /messages/0/role
          'content':'a'                                                 | UNKNOWN_ROLE /messages/0
          'role':'user','content':[{'type':'hologram'}]                 | UNKNOWN_PART /messages/0/content/0
          'role':'user','content':[{'type':'refusal','refusal':'no'}]   | MISPLACED_PART /messages/0/content/0
          """)
  void problemsHaveAKindAndAPlace(String message, String problem) throws JsonFault {
    String json = "{'messages':[{%s}]}".formatted(message).replace('\'', '"');
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ProviderBody body =
        new ChatDialect()
            .read(
                JsonIndexer.index(bytes, StopSignal.NEVER),
                new PartSizes(TestModels.words(), Map.of()));

    assertEquals(
        problem == null ? "" : problem,
        body.problems().stream()
            .map(found -> found.kind() + " " + found.at().pointer())
            .collect(Collectors.joining(", ")));
  }
}
