package dev.contextbudget.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.ItemHint;
import dev.contextbudget.v1.Stability;
import dev.contextbudget.v1.UnsatisfiableAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn of which one message is said to be stable, or made anew, is not torn apart. */
class SplitTurnTest {
  private static final String LOOP =
      """
      {"messages": [
        {"role": "user", "content": "Read all three and tell me what they say of the tide, of the \
      wind from the west and of the light on the pier, in a sentence each, and who of them is right, \
      or at least which of them has been there and seen it with his own eyes, at night, in winter."},
        {"role": "assistant", "tool_calls": [
          {"id": "a", "type": "function", "function": {"name": "read", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "a", "content": "High water is at ten past six."},
        {"role": "assistant", "tool_calls": [
          {"id": "b", "type": "function", "function": {"name": "read", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "b", "content": "Low water is at noon, they say."},
        {"role": "assistant", "tool_calls": [
          {"id": "c", "type": "function", "function": {"name": "read", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c", "content": "Nobody knows."}%s]}
      """;

  private static final String GOES_ON =
      """
      , {"role": "assistant", "content": "They do not agree."},
        {"role": "user", "content": "Thanks."}
      """;

  private static FitContextRequest.Builder loopWith(int message, Stability stability) {
    return with(LOOP.formatted(""), message, stability);
  }

  private static FitContextRequest.Builder with(String json, int message, Stability stability) {
    FitContextRequest.Builder request =
        BodyFits.request("openai-chat", json.getBytes(StandardCharsets.UTF_8));
    request
        .getProviderRequestBuilder()
        .addItemHints(ItemHint.newBuilder().setMessageIndex(message).setStability(stability));
    return request;
  }

  private static List<String> components(FitContextResponse answer) {
    return answer.getDecisionsList().stream().map(ItemDecision::getComponentId).toList();
  }

  @Test
  void aResultIsAsStableAsItsCall() {
    FitContextResponse answer = BodyFits.fit(loopWith(1, Stability.STABILITY_SESSION).build());

    assertEquals(
        List.of("session", "session", "session", "history", "history", "history", "history"),
        components(answer));
  }

  @Test
  void whatStandsBeforeAResultIsAsStableAsItsCall() {
    FitContextRequest.Builder request =
        BodyFits.request(
            "anthropic",
            """
            {"model": "claude-haiku-4-5", "max_tokens": 9, "messages": [
              {"role": "user", "content": "When is high water?"},
              {"role": "assistant", "content": [
                {"type": "tool_use", "id": "a", "name": "read", "input": {}}]},
              {"role": "assistant", "content": "A moment."},
              {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "a", "content": "At noon."}]}]}
            """
                .getBytes(StandardCharsets.UTF_8));
    request
        .getProviderRequestBuilder()
        .addItemHints(
            ItemHint.newBuilder().setMessageIndex(1).setStability(Stability.STABILITY_SESSION));

    assertEquals(
        List.of("session", "session", "session", "session"),
        components(BodyFits.fit(request.build())));
  }

  @Test
  void aTurnIsNotMadeAnewInItsMidst() {
    FitContextResponse answer = BodyFits.fit(loopWith(4, Stability.STABILITY_REQUEST).build());

    assertEquals(List.of("history"), components(answer).stream().distinct().toList());
  }

  @Test
  void theBeginningOfATurnStaysWhereTheRestIsInAnotherComponent() {
    FitContextRequest.Builder request =
        with(LOOP.formatted(GOES_ON), 2, Stability.STABILITY_STATIC);
    request
        .getProviderRequestBuilder()
        .addItemHints(ItemHint.newBuilder().setMessageIndex(5).setPinned(true));
    request
        .getPolicyBuilder()
        .setWhenUnsatisfiable(UnsatisfiableAction.UNSATISFIABLE_ACTION_DEGRADE);

    FitContextResponse least =
        BodyFits.fit(BodyFits.within(request, BodyFits.leastWindow(request)));

    assertEquals(
        List.of(true, true, true, false, false, true, true, false, true),
        least.getDecisionsList().stream()
            .map(decision -> decision.getAction() == Action.ACTION_KEEP)
            .toList());
  }
}
