package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.Reserves;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prefix.CacheReport;
import dev.contextbudget.core.prefix.CacheView;
import dev.contextbudget.core.prefix.PrefixReport;
import dev.contextbudget.core.prefix.SentHistories;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.View;
import java.util.Optional;

/** {@code FitContext}: decode, measure, decide, write, compare, encode. */
final class FitContextCall {
  private final Limits limits;

  FitContextCall(Limits limits) {
    this.limits = limits;
  }

  /**
   * What a request asks, in terms of the core.
   *
   * @param sent the histories beside those of the previous call
   * @param edits whether texts of the request are left out of the answer
   * @param renderAs the API whose body shall come back, if it is another
   */
  record Asked(
      Request request,
      BudgetEquation equation,
      FitPolicy policy,
      CacheView view,
      SentHistories sent,
      boolean edits,
      Optional<RenderAs> renderAs) {}

  /**
   * What a request becomes.
   *
   * @param rendered the body that comes back, if it is one of another API
   */
  record Fitted(FitResult fit, Optional<RenderedFit.Rendered> rendered) {

    static Fitted of(FitResult fit) {
      return new Fitted(fit, Optional.empty());
    }

    static Fitted of(FitResult fit, RenderedFit.Rendered rendered) {
      return new Fitted(fit, Optional.of(rendered));
    }

    /** Returns the tokens of what comes back. */
    int totalTokens() {
      return rendered.map(RenderedFit.Rendered::totalTokens).orElse(fit.totalTokens());
    }
  }

  FitContextResponse answer(FitContextRequest wire, ModelCatalog catalog, StopSignal stop) {
    Asked asked = decode(wire, catalog, stop);
    RequestSize sizes = measure(asked, stop);
    Fitted fitted = fitted(asked, sizes, stop);
    CacheReport cache = compare(asked, fitted.fit(), stop);
    stop.check();
    FitContextResponse answer = encode(asked, fitted, cache);
    return wire.getCompareModelsCount() == 0
        ? answer
        : answer.toBuilder()
            .addAllComparisons(new ComparedModels(this, catalog, stop).of(wire))
            .build();
  }

  /** Fits a request, and renders it where another API's body is asked for. */
  static Fitted fitted(Asked asked, RequestSize sizes, StopSignal stop) {
    return asked
        .renderAs()
        .map(target -> new RenderedFit(asked, target, stop).fit(sizes))
        .orElseGet(() -> Fitted.of(fit(asked, sizes, stop)));
  }

  static FitResult fit(Asked asked, RequestSize sizes, StopSignal stop) {
    return asked
        .equation()
        .spend(
            budget -> Fitter.fit(fitRequest(asked, budget, stop), asked.request().layout(), sizes));
  }

  Asked decode(FitContextRequest wire, ModelCatalog catalog, StopSignal stop) {
    Violations violations = new Violations();
    PolicyDecoder decoder = new PolicyDecoder(limits, violations, wire.getPolicy(), catalog, stop);
    Reserves reserves = decoder.reserves();
    FitPolicy policy = decoder.fitPolicy();
    CacheView view =
        wire.hasCache() ? new CacheDecoder(violations).view(wire.getCache()) : CacheView.NONE;
    RequestDecoder requests = new RequestDecoder(limits, violations, catalog, stop);
    Request request =
        wire.hasProviderRequest()
            ? requests.of(wire.getModel(), wire.getProviderRequest(), true)
            : requests.of(wire.getModel(), wire.getComponentsList(), true);
    checkRequest(wire, request, violations);
    Optional<RenderAs> renderAs = RenderAs.of(wire, violations);
    violations.throwIfAny();

    BudgetEquation equation =
        BudgetEquation.of(
            BudgetCodec.limits(request.model()), reserves.orOutput(request.askedOutputTokens()));
    decoder.checkBounds(policy.slots(), Math.max(1, equation.inputBudgetTokens()));
    SentHistories sent =
        SentHistories.of(view.previous(), request.model(), request.components(), stop);
    boolean edits = wire.getView() == View.VIEW_EDITS;
    return new Asked(request, equation, policy, view, sent, edits, renderAs);
  }

  static RequestSize measure(Asked asked, StopSignal stop) {
    Request request = asked.request();
    return new Sizer(request.model(), stop).measure(request.components(), request.layout());
  }

  static FitRequest fitRequest(Asked asked, int inputBudgetTokens, StopSignal stop) {
    return new FitRequest(
        asked.request().model(),
        inputBudgetTokens,
        asked.policy(),
        asked.request().components(),
        asked.request().conversations(),
        asked.view().growing(),
        asked.sent().resumed(),
        asked.request().rules(),
        stop);
  }

  static CacheReport compare(Asked asked, FitResult fit, StopSignal stop) {
    Request request = asked.request();
    return PrefixReport.of(
        request.model(), request.components(), fit, asked.sent(), asked.view(), stop);
  }

  static FitContextResponse encode(Asked asked, Fitted fitted, CacheReport cache) {
    return FitContextCodec.response(asked, fitted, cache);
  }

  private static void checkRequest(FitContextRequest wire, Request request, Violations violations) {
    if (wire.getView() == View.UNRECOGNIZED) {
      violations.add(
          FieldPath.of("view"),
          Reason.UNKNOWN_ENUM_VALUE,
          "must be a value that this version knows");
    }
    if (wire.hasProviderRequest() && wire.getComponentsCount() > 0) {
      violations.add(BodyDecoder.PATH, Reason.CONFLICT, "must not stand beside components");
    }
    if (request.isEmpty() && violations.found().isEmpty()) {
      String field = request.opened().map(OpenedBody::listField).orElse("components");
      violations.add(
          Violation.of(field, Reason.EMPTY_REQUEST, "must hold at least one item, got none"));
    }
  }
}
