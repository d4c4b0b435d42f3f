package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.v1.Accuracy;
import dev.contextbudget.v1.DegradationLevel;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ModelFit;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedModelsTest {
  private static final List<String> MODELS =
      List.of("gpt-4", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-flash", "gpt-4.1");

  /** A conversation of about 12,000 tokens: too long for gpt-4, which has 8,192. */
  private static FitContextRequest.Builder talk() {
    StringBuilder json = new StringBuilder("{\"model\":\"gpt-4o\",\"messages\":[");
    for (int i = 0; i < 60; i++) {
      json.append("{\"role\":\"user\",\"content\":\"question ").append(i).append("\"},");
      json.append("{\"role\":\"assistant\",\"content\":\"").append("word ".repeat(200));
      json.append("\"},");
    }
    json.append("{\"role\":\"user\",\"content\":\"and now?\"}]}");
    return BodyFits.request("openai-chat", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ModelFit of(FitContextResponse answer, String model) {
    return answer.getComparisonsList().stream()
        .filter(fit -> fit.getBasis().getModelId().equals(model))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhetherItFitsAndWhatItCosts() {
    FitContextResponse answer = BodyFits.fit(talk().addAllCompareModels(MODELS).build());

    assertEquals(
        MODELS,
        answer.getComparisonsList().stream().map(fit -> fit.getBasis().getModelId()).toList());
    ModelFit small = of(answer, "gpt-4");
    assertFalse(small.getFitsWhole());
    assertTrue(small.getTotalTokens() <= small.getInputBudgetTokens());
    assertTrue(small.getBeforeTokens() > small.getTotalTokens());
    assertEquals(small.getTotalTokens() * 30 / 1e6, small.getCostUsd(), 1e-9);
    ModelFit estimated = of(answer, "claude-sonnet-4-5");
    assertTrue(estimated.getFitsWhole());
    assertEquals(DegradationLevel.DEGRADATION_LEVEL_NONE, estimated.getDegradationLevel());
    assertTrue(estimated.getBasis().getAccuracy() != Accuracy.ACCURACY_EXACT);
    assertTrue(estimated.getBasis().getErrorMarginRatio() > 0);
  }

  @Test
  void isWhatACallForThatModelAnswers() {
    FitContextResponse compared = BodyFits.fit(talk().addAllCompareModels(MODELS).build());
    for (String model : MODELS) {
      FitContextResponse alone = BodyFits.fit(talk().setModel(model).build());
      ModelFit told = of(compared, model);
      assertEquals(alone.getBasis(), told.getBasis());
      assertEquals(alone.getReport().getTotalTokens(), told.getTotalTokens());
      assertEquals(alone.getReport().getBeforeTokens(), told.getBeforeTokens());
      assertEquals(alone.getDegradationLevel(), told.getDegradationLevel());
      assertEquals(alone.getCache().getExpected().getUncachedCostUsd(), told.getCostUsd(), 1e-12);
    }
  }

  @Test
  void whatCannotBeFittedIsAResultAndNoFailure() {
    FitContextRequest.Builder request = talk().addCompareModels("gpt-4");
    request.getProviderRequestBuilder().addItemHintsBuilder().setMessageIndex(1).setPinned(true);
    for (int i = 3; i < 120; i += 2) {
      request.getProviderRequestBuilder().addItemHintsBuilder().setMessageIndex(i).setPinned(true);
    }
    ModelFit told = of(BodyFits.fit(request.build()), "gpt-4");

    assertEquals("BUDGET_UNSATISFIABLE", told.getErrorReason());
    assertTrue(told.getRequiredTokens() > told.getInputBudgetTokens());
    assertEquals(0, told.getTotalTokens());
    assertFalse(told.hasCostUsd());
  }

  @Test
  void aWindowAboveTheModelsIsAResultToo() {
    FitContextRequest.Builder request = talk().addCompareModels("gpt-4");
    request.getPolicyBuilder().setContextWindowTokens(100_000);

    assertEquals("OUT_OF_RANGE", of(BodyFits.fit(request.build()), "gpt-4").getErrorReason());
  }

  @Test
  void unknownAndTooManyModelsFailTheCall() {
    assertThrows(UnknownName.class, () -> BodyFits.fit(talk().addCompareModels("no-such").build()));
    assertThrows(
        InvalidRequest.class,
        () -> BodyFits.fit(talk().addAllCompareModels(Collections.nCopies(33, "gpt-4")).build()));
  }
}
