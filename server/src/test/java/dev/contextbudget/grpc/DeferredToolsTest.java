package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the model does not see of a tool before it has searched for it costs nothing. */
class DeferredToolsTest {
  private static final String SCHEMA =
      "{'type':'object','properties':{'harbour':{'type':'string','description':'As on the chart'}}}";
  private static final String LOADED = tool("find", "");
  private static final String SEEN = tool("tide", "");
  private static final String DEFERRED = tool("tide", ",'defer_loading':true");
  private static final String OTHER = tool("lights", ",'defer_loading':true");
  private static final String REFERENCE = "{'type':'tool_reference','tool_name':'tide'}";

  private static String tool(String name, String more) {
    return "{'name':'%s','description':'Of one harbour.','input_schema':%s%s}"
        .formatted(name, SCHEMA, more);
  }

  private static int tokens(String dialect, String json) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return BodyFits.count(BodyFits.request(dialect, body).build(), body).getTotalTokens();
  }

  /**
   * @param found what a search of the caller's found
   */
  private static int anthropic(String tools, String found) {
    return tokens(
        "anthropic",
        """
        {'max_tokens':9,'tools':[%s],'messages':[{'role':'user','content':'Tide?'},
         {'role':'assistant','content':[{'type':'tool_use','id':'t','name':'find','input':{}}]},
         {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[%s]}]}]}
        """
            .formatted(tools, found));
  }

  @Test
  void aDefinitionIsNoPartOfThePromptBeforeItIsFound() {
    assertEquals(anthropic(LOADED, ""), anthropic(LOADED + "," + DEFERRED + "," + OTHER, ""));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "7"})
  void aReferenceCostsWhatTheDefinitionDoes(int times) {
    String found = String.join(",", Collections.nCopies(times, REFERENCE));
    int definition = anthropic(LOADED + "," + SEEN, "") - anthropic(LOADED, "");

    assertEquals(
        anthropic(LOADED + "," + SEEN, found) - definition + times * definition,
        anthropic(LOADED + "," + DEFERRED, found));
  }

  @Test
  void whatIsRemovedIsNotDefinedOnceMore() {
    String removal =
        """
        {'max_tokens':9,'tools':[%s,%s],'messages':[{'role':'user','content':'Tide?'},
         {'role':'system','content':[
          {'type':'tool_removal','tool':{'type':'tool_reference','name':'tide'}}]}]}
        """;
    String shorter = "{'name':'tide','defer_loading':true}";

    assertEquals(
        tokens("anthropic", removal.formatted(LOADED, shorter)),
        tokens("anthropic", removal.formatted(LOADED, DEFERRED)));
  }

  private static int responses(String tool) {
    return tokens(
        "openai-responses",
        "{'input':'Tide?','tools':[{'type':'tool_search'},%s]}".formatted(tool));
  }

  @Test
  void ofAFunctionTheModelSeesTheNameAndTheDescription() {
    String named = "{'type':'function','name':'tide','description':'Of one harbour.'%s}";
    assertEquals(
        responses(named.formatted("")),
        responses(named.formatted(",'parameters':" + SCHEMA + ",'defer_loading':true")));
  }

  @Test
  void ofANamespaceItDoesNotSeeWhatIsDeferred() {
    String space = "{'type':'namespace','name':'sea','description':'All of it.','tools':[%s]}";
    String deferred =
        "{'type':'function','name':'%s','parameters':" + SCHEMA + ",'defer_loading':true}";
    assertEquals(
        responses(space.formatted(deferred.formatted("a"))),
        responses(space.formatted(deferred.formatted("a") + "," + deferred.formatted("b"))));
  }
}
