package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.Reserves;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prefix.CacheReport;
import dev.contextbudget.core.prefix.CacheView;
import dev.contextbudget.core.prefix.HistoryAnchors;
import dev.contextbudget.core.prefix.PrefixReport;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.View;
import java.util.Map;

/** {@code FitContext}: decode, measure, decide, write, compare, encode. */
final class FitContextCall {
  private final Limits limits;

  FitContextCall(Limits limits) {
    this.limits = limits;
  }

  FitContextResponse answer(FitContextRequest wire, ModelCatalog catalog, StopSignal stop) {
    Request.refuseProviderRequest(wire.hasProviderRequest());
    ModelProfile model = Request.found(catalog, wire.getModel()).model();
    Violations violations = new Violations();
    PolicyDecoder decoder = new PolicyDecoder(limits, violations, wire.getPolicy(), catalog);
    Reserves reserves = decoder.reserves();
    FitPolicy policy = decoder.fitPolicy();
    CacheView view =
        wire.hasCache() ? new CacheDecoder(violations).view(wire.getCache()) : CacheView.NONE;
    Request request = Request.of(model, wire.getComponentsList(), true, limits, violations);
    checkRequest(wire, request, violations);
    violations.throwIfAny();

    BudgetEquation equation = BudgetEquation.of(BudgetCodec.limits(model), reserves);
    decoder.requireOrderedBounds(policy.slots(), equation.inputBudgetTokens());
    Map<String, HistoryState> resumed =
        view.previous()
            .map(previous -> HistoryAnchors.resume(previous, request.components()))
            .orElse(Map.of());
    RequestSize sizes = new Sizer(model, stop).measure(request.components(), request.layout());
    FitRequest fitRequest =
        new FitRequest(
            model,
            equation.inputBudgetTokens(),
            policy,
            request.components(),
            request.conversations(),
            view.growing(),
            resumed,
            stop);
    FitResult fit = Fitter.fit(fitRequest, request.layout(), sizes);
    CacheReport cache = PrefixReport.of(model, request.components(), fit, resumed, view);
    boolean edits = wire.getView() == View.VIEW_EDITS;
    return FitContextCodec.response(request, equation, policy, fit, cache, edits);
  }

  private static void checkRequest(FitContextRequest wire, Request request, Violations violations) {
    if (wire.getView() == View.UNRECOGNIZED) {
      violations.add("view", Reason.UNKNOWN_ENUM_VALUE, "is not a known value");
    }
    boolean empty = request.components().stream().allMatch(c -> c.items().isEmpty());
    if (empty && violations.found().isEmpty()) {
      violations.add("components", Reason.EMPTY_REQUEST, "have no item");
    }
  }
}
