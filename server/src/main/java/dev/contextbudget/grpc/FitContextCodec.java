package dev.contextbudget.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.contextbudget.core.budget.Alert;
import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.SlotUse;
import dev.contextbudget.core.fit.CompactionNeed;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.ItemDecision;
import dev.contextbudget.core.fit.Margin;
import dev.contextbudget.core.fit.SlotReport;
import dev.contextbudget.core.prefix.CacheReport;
import dev.contextbudget.core.prefix.PrefixToken;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.Boundary;
import dev.contextbudget.v1.BudgetReport;
import dev.contextbudget.v1.CacheMark;
import dev.contextbudget.v1.CompactionAdvice;
import dev.contextbudget.v1.CompactionUrgency;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.DegradationLevel;
import dev.contextbudget.v1.DifferenceCause;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.KeptRange;
import dev.contextbudget.v1.MarginalItem;
import dev.contextbudget.v1.PrefixDifference;
import dev.contextbudget.v1.SlotGrant;
import dev.contextbudget.v1.Stability;
import java.util.List;
import java.util.OptionalInt;

/** Core to wire for {@code FitContext}. */
final class FitContextCodec {

  private FitContextCodec() {}

  /** Returns the answer. */
  static FitContextResponse response(
      FitContextCall.Asked asked, FitContextCall.Fitted fitted, CacheReport cache) {
    Request request = asked.request();
    FitResult fit = fitted.fit();
    FitContextResponse.Builder response =
        FitContextResponse.newBuilder()
            .setBasis(basis(request, fitted))
            .addAllAssumedSizes(request.assumed())
            .setReport(report(asked.equation(), asked.policy(), fitted))
            .setDegradationLevel(
                Enums.encode(fit.level(), "DEGRADATION_LEVEL_", DegradationLevel.class))
            .setOptimalityGapRatio(fit.margin().optimalityGapRatio())
            .setCache(cache(cache))
            .setCompactionAdvice(advice(CompactionNeed.of(fit, request.components())));
    if (fitted.rendered().isPresent()) {
      response.setBody(fitted.rendered().get().body());
    } else {
      request
          .opened()
          .ifPresentOrElse(
              body -> response.setBody(body.fitted(fit.prompt(), asked.edits())),
              () -> response.setPrompt(new PromptCodec(asked.edits()).prompt(fit.prompt())));
    }
    fit.decisions().forEach(decision -> response.addDecisions(decision(decision)));
    fit.margin().bestDropped().ifPresent(item -> response.setBestDropped(marginal(item)));
    fit.margin().worstKept().ifPresent(item -> response.setWorstKept(marginal(item)));
    return response.build();
  }

  /** Returns how the body or prompt that comes back was counted. */
  static CountBasis basis(Request request, FitContextCall.Fitted fitted) {
    int messages = fitted.fit().prompt().messages().size();
    return fitted
        .rendered()
        .map(RenderedFit.Rendered::basis)
        .orElseGet(() -> BasisCodec.of(request.model(), request.opened(), messages));
  }

  private static dev.contextbudget.v1.ItemDecision decision(ItemDecision decision) {
    dev.contextbudget.v1.ItemDecision.Builder wire =
        dev.contextbudget.v1.ItemDecision.newBuilder()
            .setItemId(decision.itemId())
            .setComponentId(decision.componentId())
            .setAction(Enums.encode(decision.action(), "ACTION_", Action.class))
            .setReason(Enums.encode(decision.reason(), "DECISION_REASON_", DecisionReason.class))
            .setBeforeTokens(decision.beforeTokens())
            .setAfterTokens(decision.afterTokens())
            .setVariant(decision.variant())
            .setLoadBody(decision.loadBody())
            .setSource(decision.source());
    decision.keptRanges().forEach(range -> wire.addKeptRanges(range(range)));
    decision.valuePerToken().ifPresent(wire::setValuePerToken);
    return wire.build();
  }

  private static KeptRange range(Segment.Source source) {
    KeptRange.Builder wire =
        KeptRange.newBuilder()
            .setPartIndex(source.partIndex())
            .setStartByte(source.startByte())
            .setEndByte(source.endByte());
    source.resultPartIndex().ifPresent(wire::setResultPartIndex);
    return wire.build();
  }

  private static BudgetReport report(
      BudgetEquation equation, FitPolicy policy, FitContextCall.Fitted fitted) {
    FitResult fit = fitted.fit();
    int budget = equation.inputBudgetTokens();
    double utilizationRatio = (double) fitted.totalTokens() / budget;
    BudgetReport.Builder wire =
        BudgetReport.newBuilder()
            .setEquation(BudgetCodec.equation(equation))
            .setBeforeTokens(fit.beforeTokens())
            .setTotalTokens(fitted.totalTokens())
            .setFramingTokens(fit.framingTokens())
            .setNoteTokens(fit.noteTokens())
            .setUtilizationRatio(utilizationRatio);
    fit.slots().forEach(slot -> wire.addSlots(slot(slot, budget)));
    List<SlotUse> uses =
        fit.slots().stream().map(s -> new SlotUse(s.slot().name(), s.usedTokens())).toList();
    Alert.highest(utilizationRatio, policy.alertRatios(), uses)
        .ifPresent(alert -> wire.addAlerts(BudgetCodec.alert(alert)));
    return wire.build();
  }

  private static dev.contextbudget.v1.SlotReport slot(SlotReport report, int budget) {
    return dev.contextbudget.v1.SlotReport.newBuilder()
        .setGrant(grant(report, budget))
        .setUsedTokens(report.usedTokens())
        .setBeforeTokens(report.beforeTokens())
        .setKeptCount(report.kept())
        .setShortenedCount(report.shortened())
        .setDroppedCount(report.dropped())
        .build();
  }

  private static SlotGrant grant(SlotReport report, int budget) {
    return BudgetCodec.grant(
        report.slot(),
        budget,
        OptionalInt.of(report.demandTokens()),
        report.grantTokens(),
        report.reason());
  }

  private static MarginalItem marginal(Margin.MarginalItem item) {
    return MarginalItem.newBuilder()
        .setItemId(item.itemId())
        .setTokens(item.tokens())
        .setValuePerToken(item.valuePerToken())
        .build();
  }

  private static dev.contextbudget.v1.CacheReport cache(CacheReport report) {
    dev.contextbudget.v1.CacheReport.Builder wire =
        dev.contextbudget.v1.CacheReport.newBuilder()
            .setPrefixKept(report.prefixKept())
            .setPrefixToken(UnsafeByteOperations.unsafeWrap(PrefixToken.write(report.state())));
    report.boundaries().forEach(boundary -> wire.addBoundaries(boundary(boundary)));
    report
        .firstDifference()
        .ifPresent(difference -> wire.setFirstDifference(difference(difference)));
    report.expected().ifPresent(expected -> wire.setExpected(expected(expected)));
    return wire.build();
  }

  private static Boundary boundary(CacheReport.Boundary boundary) {
    return Boundary.newBuilder()
        .setAfterItemId(boundary.afterItemId())
        .setTokens(boundary.tokens())
        .setSha256(UnsafeByteOperations.unsafeWrap(boundary.sha256()))
        .setStability(Enums.encode(boundary.stability(), "STABILITY_", Stability.class))
        .setMark(Enums.encode(boundary.mark(), "CACHE_MARK_", CacheMark.class))
        .build();
  }

  private static PrefixDifference difference(CacheReport.Difference difference) {
    return PrefixDifference.newBuilder()
        .setItemId(difference.itemId())
        .setOffsetBytes(difference.offsetBytes())
        .setSharedTokens(difference.sharedTokens())
        .setCause(Enums.encode(difference.cause(), "DIFFERENCE_CAUSE_", DifferenceCause.class))
        .setLostTokens(difference.lostTokens())
        .setCostUsd(difference.costUsd())
        .build();
  }

  private static ExpectedUsage expected(CacheReport.ExpectedUsage expected) {
    return ExpectedUsage.newBuilder()
        .setReadTokens(expected.readTokens())
        .setWriteTokens(expected.writeTokens())
        .setPlainTokens(expected.plainTokens())
        .setCostUsd(expected.costUsd())
        .setUncachedCostUsd(expected.uncachedCostUsd())
        .setUnfittedCostUsd(expected.unfittedCostUsd())
        .build();
  }

  private static CompactionAdvice advice(CompactionNeed need) {
    return CompactionAdvice.newBuilder()
        .setUrgency(Enums.encode(need.urgency(), "COMPACTION_URGENCY_", CompactionUrgency.class))
        .setFirstItemId(need.firstItemId())
        .setLastItemId(need.lastItemId())
        .setRangeTokens(need.rangeTokens())
        .build();
  }
}
