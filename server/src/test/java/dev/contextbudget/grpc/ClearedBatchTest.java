package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Reduction;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a batch of results those are cleared that hold anything. */
class ClearedBatchTest {
  private static final String BODY =
      """
      {"model": "claude-sonnet-4-5", "max_tokens": 64, "messages": [
        {"role": "user", "content": "Look and wait."},
        {"role": "assistant", "content": [
          {"type": "tool_use", "id": "a", "name": "look", "input": {}},
          {"type": "tool_use", "id": "b", "name": "wait", "input": {}}]},
        {"role": "user", "content": [
          {"type": "tool_result", "tool_use_id": "a", "content": "%s"},
          {"type": "tool_result", "tool_use_id": "b"%s}]},
        {"role": "assistant", "content": "The pier is empty."},
        {"role": "user", "content": "And now?"}]}
      """;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", ", \"content\": null", ", \"content\": []", ", \"content\": \"\""})
  void aResultWithoutContentStaysAsItIs(String content) {
    String json = BODY.formatted("The pier is empty. ".repeat(100), content);
    FitContextRequest.Builder request =
        BodyFits.request("anthropic", json.getBytes(StandardCharsets.UTF_8));
    request
        .getProviderRequestBuilder()
        .setMessageReduction(
            Reduction.newBuilder()
                .setClearToolResults(ClearToolResults.newBuilder().setKeepLast(0)));

    int whole = BodyFits.fit(request.build()).getReport().getTotalTokens();

    FitContextResponse answer = BodyFits.fit(BodyFits.within(request, whole / 2));

    String left = answer.getBody().getJson().toStringUtf8();
    assertTrue(left.contains("[Old tool result cleared"), left);
    assertTrue(content.endsWith("\"\"") || left.contains("\"tool_use_id\": \"b\"" + content + "}"));
    assertEquals(
        BodyFits.count(request.build(), left.getBytes(StandardCharsets.UTF_8)).getTotalTokens(),
        answer.getReport().getTotalTokens());
  }
}
