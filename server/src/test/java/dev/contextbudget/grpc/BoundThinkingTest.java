package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that take thinking only behind the very prompt that it was made for. */
class BoundThinkingTest {
  private static final String BINDING = "claude-opus-5-5";
  private static final String OTHER = "claude-opus-5";
  private static final int TURNS = 6;

  private static FitContextRequest.Builder talk(String model, String settings) {
    StringBuilder json = new StringBuilder("{").append(settings).append("\"messages\":[");
    for (int i = 0; i < TURNS; i++) {
      json.append("{\"role\":\"user\",\"content\":\"question ")
          .append(i)
          .append("\"},")
          .append("{\"role\":\"assistant\",\"content\":[")
          .append("{\"type\":\"thinking\",\"thinking\":\"thought ")
          .append(i)
          .append("\",\"signature\":\"c2lnbmVk\"},")
          .append("{\"type\":\"text\",\"text\":\"answer ")
          .append(i)
          .append("\"}]},");
    }
    json.append("{\"role\":\"user\",\"content\":\"and now?\"}]}");
    return BodyFits.request("anthropic", json.toString().getBytes(StandardCharsets.UTF_8))
        .setModel(model);
  }

  private static String json(FitContextResponse answer) {
    return answer.getBody().getJson().toStringUtf8();
  }

  /** Windows from the least to the whole, one token after the other. */
  private static Iterable<FitContextResponse> cuts(FitContextRequest.Builder request) {
    int least = BodyFits.leastWindow(request);
    int whole = BodyFits.fit(request.build()).getReport().getTotalTokens();
    return IntStream.rangeClosed(least, 2 * whole)
            .mapToObj(window -> BodyFits.fit(BodyFits.within(request, window)))
        ::iterator;
  }

  @Test
  void noneStandsBehindACut() {
    for (FitContextResponse answer : cuts(talk(BINDING, ""))) {
      boolean whole = answer.getDecisionsList().stream().noneMatch(BoundThinkingTest::isDropped);
      assertEquals(whole, json(answer).contains("thought"), json(answer));
      assertFalse(json(answer).contains("\"content\":[]"));
    }
  }

  private static boolean isDropped(ItemDecision decision) {
    return decision.getAction() == Action.ACTION_DROP;
  }

  @Test
  void whatIsLeftIsTold() {
    int released = 0;
    for (FitContextResponse answer : cuts(talk(BINDING, ""))) {
      int sum = answer.getReport().getFramingTokens() + answer.getReport().getNoteTokens();
      for (ItemDecision decision : answer.getDecisionsList()) {
        if (decision.getReason() == DecisionReason.DECISION_REASON_BOUND_THINKING) {
          assertEquals(Action.ACTION_REPLACE, decision.getAction());
          assertTrue(decision.getAfterTokens() < decision.getBeforeTokens());
          released++;
        }
      }
      assertTrue(sum <= answer.getReport().getTotalTokens());
      FitContextRequest.Builder again =
          BodyFits.request("anthropic", answer.getBody().getJson().toByteArray()).setModel(BINDING);
      FitContextResponse recounted = BodyFits.fit(again.build());
      assertEquals(answer.getReport().getTotalTokens(), recounted.getReport().getTotalTokens());
      assertEquals(json(answer), json(recounted));
    }
    assertTrue(released > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"thinking\":{\"type\":\"adaptive\",\"block_binding\":"
            + "{\"prefix_mismatch_behavior\":\"drop_block\"}},"
      })
  void otherModelsAndBodiesThatAskForItKeepTheirs(String settings) {
    String model = settings.isEmpty() ? OTHER : BINDING;
    int kept = 0;
    for (FitContextResponse answer : cuts(talk(model, settings))) {
      for (int i = 0; i < TURNS; i++) {
        boolean answered = json(answer).contains("answer " + i);
        assertEquals(answered, json(answer).contains("thought " + i));
        kept += answered ? 1 : 0;
      }
    }
    assertTrue(kept > 0);
  }
}
