package dev.contextbudget.grpc;

import dev.contextbudget.ops.ContextMeters;
import dev.contextbudget.ops.ContextMeters.Cost;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Tells the meters the numbers of an answer; no name of the caller's becomes a label. */
final class AnswerMeters {
  private static final String COUNT =
      ContextBudgetServiceGrpc.getCountTokensMethod().getFullMethodName();
  private static final String COUNT_STREAM =
      ContextBudgetServiceGrpc.getCountTokensStreamMethod().getFullMethodName();
  private static final String FIT =
      ContextBudgetServiceGrpc.getFitContextMethod().getFullMethodName();
  private static final String COMPACT =
      ContextBudgetServiceGrpc.getCompactMethod().getFullMethodName();

  private final ContextMeters meters;

  AnswerMeters(Meters meters) {
    this.meters = meters.contexts(Set.of(COUNT, COUNT_STREAM, FIT, COMPACT), DecisionReason.class);
  }

  CountTokensResponse counted(CountTokensResponse answer) {
    CallerScope.tellCounted(answer.getTotalTokens());
    meters.tokens(COUNT, answer.getTotalTokens(), answer.getTotalTokens());
    return answer;
  }

  void countedOfStream(int tokens) {
    CallerScope.tellCounted(tokens);
    meters.tokens(COUNT_STREAM, tokens, tokens);
  }

  FitContextResponse fitted(FitContextRequest request, FitContextResponse answer) {
    CallerScope.tellCounted(answer.getReport().getBeforeTokens());
    meters.tokens(FIT, answer.getReport().getBeforeTokens(), answer.getReport().getTotalTokens());
    meters.utilization(answer.getReport().getUtilizationRatio());
    Map<DecisionReason, Integer> dropped = new EnumMap<>(DecisionReason.class);
    for (ItemDecision decision : answer.getDecisionsList()) {
      if (decision.getAction() == Action.ACTION_DROP) {
        dropped.merge(decision.getReason(), 1, Integer::sum);
      }
    }
    dropped.forEach(meters::droppedItems);
    if (!request.getCache().getPrefixToken().isEmpty()) {
      meters.prefixKept(answer.getCache().getPrefixKept());
      meters.prefixLoss(answer.getCache().getFirstDifference().getCostUsd());
    }
    if (answer.getCache().hasExpected()) {
      ExpectedUsage usage = answer.getCache().getExpected();
      meters.cost(
          new Cost(usage.getCostUsd(), usage.getUncachedCostUsd(), usage.getUnfittedCostUsd()));
    }
    return answer;
  }

  CompactResponse compacted(CompactResponse answer) {
    CallerScope.tellCounted(answer.getBeforeTokens());
    meters.tokens(COMPACT, answer.getBeforeTokens(), answer.getAfterTokens());
    return answer;
  }
}
