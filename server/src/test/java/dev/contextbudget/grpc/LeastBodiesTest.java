package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.contextbudget.dialect.json.StrictJackson;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ItemHint;
import dev.contextbudget.v1.Reduction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stays of a body in the least window that is enough, where tools may leave and messages. */
class LeastBodiesTest {

  private static JsonNode least(String dialect, String json, List<String> pinned) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    FitContextRequest.Builder request = BodyFits.request(dialect, body);
    Reduction drop = Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance()).build();
    request.getProviderRequestBuilder().setToolReduction(drop).setMessageReduction(drop);
    for (String pointer : pinned) {
      request
          .getProviderRequestBuilder()
          .addItemHints(ItemHint.newBuilder().setJsonPointer(pointer).setPinned(true));
    }
    request.getPolicyBuilder().getNotesBuilder().setDisabled(true);
    int window = BodyFits.leastWindow(request);
    return StrictJackson.tree(
        BodyFits.fit(BodyFits.within(request, window)).getBody().getJson().toStringUtf8());
  }

  private static String named(JsonNode body, String list) {
    List<String> names = new ArrayList<>();
    for (JsonNode tool : body.path(list)) {
      JsonNode holder = tool.has("function") ? tool.get("function") : tool;
      names.add(holder.path(holder.has("name") ? "name" : "type").asText());
    }
    return String.join(" ", names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'a'},{'name':'b'}|",
        "{'name':'a'},{'name':'b','defer_loading':true}|a b",
        "{'type':'tool_search_tool_bm25_20251119','name':'s'},{'name':'a'},{'name':'b','defer_loading':true}|s b",
        "{'type':'tool_search_tool_bm25_20251119','name':'s'},{'name':'a'}|",
        "{'type':'code_execution_20260120','name':'code_execution'},{'name':'a'}|",
        "{'type':'code_execution_20250825','name':'bash_code_execution'},{'name':'a'}|",
        "{'type':'tool_search_tool_bm25_20251119','name':'s'},{'name':'a'},{'type':'mcp_toolset','default_config':{'defer_loading':true}}|s mcp_toolset",
        "{'type':'tool_search_tool_bm25_20251119','name':'s'},{'name':'a'},{'type':'mcp_toolset','configs':{'b':{'defer_loading':true}}}|s mcp_toolset",
        "{'type':'tool_search_tool_bm25_20251119','name':'s'},{'name':'a'},{'type':'mcp_toolset'}|mcp_toolset"
      })
  void ofClaude(String tools, String remaining) {
    JsonNode left =
        least(
            "anthropic",
            "{'max_tokens':9,'tools':[%s],'messages':[{'role':'user','content':'Hi'}]}"
                .formatted(tools),
            List.of());

    assertEquals(remaining == null ? "" : remaining, named(left, "tools"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'tool_search'},{'type':'function','name':'a'}|",
        "{'type':'tool_search'},{'type':'function','name':'a'},{'type':'custom','name':'b','defer_loading':true}|tool_search b",
        "{'type':'tool_search'},{'type':'function','name':'a'},{'type':'namespace','name':'n','tools':[{'type':'function','name':'c','defer_loading':true}]}|tool_search n",
        "{'type':'tool_search'},{'type':'function','name':'a'},{'type':'mcp','server_label':'m','defer_loading':true}|tool_search mcp"
      })
  void ofResponses(String tools, String remaining) {
    JsonNode left =
        least("openai-responses", "{'input':'Hi','tools':[%s]}".formatted(tools), List.of());

    assertEquals(remaining == null ? "" : remaining, named(left, "tools"));
  }

  @Test
  void whatRunsCodeStaysWithAToolThatCodeCalls() {
    JsonNode left =
        least(
            "anthropic",
            """
            {'max_tokens':9,'messages':[{'role':'user','content':'Hi'}],
             'tools':[{'type':'code_execution_20260120','name':'code_execution'},{'name':'b'},
              {'name':'a','allowed_callers':['code_execution_20260120']}],
             'tool_choice':{'type':'tool','name':'a'}}
            """,
            List.of());

    assertEquals("code_execution a", named(left, "tools"));
  }

  @Test
  void whatRunsProgramsStaysWithANamespaceThatTheyCall() {
    JsonNode left =
        least(
            "openai-responses",
            """
            {'input':'Hi','tools':[{'type':'programmatic_tool_calling'},{'type':'function','name':'z'},
             {'type':'namespace','name':'n','tools':[
              {'type':'function','name':'a','allowed_callers':['programmatic']}]}]}
            """,
            List.of("/tools/2"));

    assertEquals("programmatic_tool_calling n", named(left, "tools"));
  }

  @Test
  void whatItemsBringNeedsItsSearchAndWhatRunsPrograms() {
    JsonNode left =
        least(
            "openai-responses",
            """
            {'input':[{'type':'additional_tools','role':'developer','tools':[{'type':'function',
              'name':'a','defer_loading':true,'allowed_callers':['programmatic']}]},
              {'role':'user','content':'Hi'}],
             'tools':[{'type':'tool_search'},{'type':'programmatic_tool_calling'},
              {'type':'function','name':'z'}]}
            """,
            List.of("/input/0"));

    assertEquals("tool_search programmatic_tool_calling", named(left, "tools"));
  }

  @Test
  void theServerThatIsChosenStays() {
    JsonNode left =
        least(
            "openai-responses",
            """
            {'input':'Hi','tools':[{'type':'mcp','server_label':'m'},{'type':'mcp','server_label':'n'}],
             'tool_choice':{'type':'mcp','server_label':'n'}}
            """,
            List.of());

    assertEquals("n", left.path("tools").path(0).path("server_label").asText());
    assertEquals(1, left.path("tools").size());
  }

  @ParameterizedTest
  @CsvSource({"tools,function_call", "functions,tool_choice"})
  void ofTwoListsOfChatTheOneWithItsChoice(String kept, String gone) {
    JsonNode left =
        least(
            "openai-chat",
            """
            {'messages':[{'role':'user','content':'Hi'}],
             'tools':[{'type':'function','function':{'name':'a'}}],'tool_choice':'auto',
             'functions':[{'name':'b'}],'function_call':'auto'}
            """,
            List.of("/" + kept + "/0"));

    assertEquals(1, left.path(kept).size());
    assertEquals(3, left.size());
    assertEquals(true, left.path(gone).isMissingNode());
  }

  @ParameterizedTest
  @CsvSource({"openai-chat", "anthropic"})
  void emptyMessagesThatMeetAreJoinedToAnEmptyOne(String dialect) {
    JsonNode left =
        least(
            dialect,
            """
            {'max_tokens':9,'messages':[{'role':'user','content':''},
             {'role':'user','content':'Now I say something.'},{'role':'assistant','content':'Good that you do, at last.'},
             {'role':'user','content':''},
             {'role':'user','content':'Hi'}]}
            """,
            List.of("/messages/0", "/messages/3", "/messages/4"));

    assertEquals(
        "[{'role':'user','content':''},{'role':'user','content':'Hi'}]",
        left.path("messages").toString().replace('"', '\''));
  }
}
