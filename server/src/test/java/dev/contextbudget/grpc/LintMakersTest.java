package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the provider of an API refuses, servers of other models that speak the same may take. */
class LintMakersTest {
  private static final String ASKED = "{'role':'user','content':'a'}";
  private static final String DONE = "{'role':'tool','tool_call_id':'c','content':'d'}";

  private static String chat(String messages, String more) {
    return "{'model':'m'%s,'messages':[%s]}".formatted(more, messages);
  }

  private static String called(String call) {
    return chat(
        ASKED + ",{'role':'assistant','content':'b','tool_calls':[" + call + "]}," + DONE,
        ",'tools':[{'type':'function','function':{'name':'f'}}]");
  }

  private static String claude(String answer) {
    return "{'model':'m','max_tokens':9,'messages':[%s,{'role':'assistant','content':[%s]},%s]}"
        .formatted(ASKED, answer, "{'role':'user','content':'c'}");
  }

  static Stream<Arguments> bodies() {
    String image = "{'role':'user','content':[{'type':'image_url','image_url':'https://a/b.png'}]}";
    String part = "{'role':'user','content':[{'type':'input_text','text':'a'}]}";
    String reasoning =
        "{'model':'m','input':[{'role':'user','content':'a'},"
            + "{'type':'reasoning','id':'r','summary':[]},{'role':'user','content':'b'}]}";
    String tool = ",'tools':[{'type':'function','function':{'name':%s}}]";
    return Stream.of(
        Arguments.of("openai-chat", "gpt-4o", "mistral-medium-2508", chat(image, "")),
        Arguments.of("openai-chat", "gpt-4o", "llama-4-scout", chat(part, "")),
        Arguments.of(
            "openai-chat",
            "gpt-4o",
            "mistral-large-2512",
            called("{'id':'c','type':'function','function':{'name':'f','arguments':{}}}")),
        Arguments.of(
            "openai-chat", "gpt-4o", "deepseek-v4-pro", chat(ASKED, tool.formatted("'mcp.get'"))),
        Arguments.of(
            "openai-chat",
            "gpt-4o",
            "deepseek-v4-pro",
            chat(ASKED, tool.formatted("'f','parameters':{'type':'object'}"))),
        Arguments.of("openai-responses", "gpt-5", "gpt-oss-120b", reasoning),
        Arguments.of(
            "anthropic",
            "claude-opus-4-8",
            "deepseek-v4-pro",
            claude("{'type':'thinking','thinking':'t'},{'type':'text','text':'b'}")));
  }

  @ParameterizedTest(name = "{2}: {3}")
  @MethodSource("bodies")
  void onlyTheProviderOfTheApiIsKnownToRefuseIt(
      String dialect, String own, String other, String body) {
    byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertNotEquals(List.of(), LintedBodies.errors(LintedBodies.lint(dialect, own, json)));
    assertEquals(List.of(), LintedBodies.errors(LintedBodies.lint(dialect, other, json)));
  }
}
