package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;

/** {@code CountTokens}: decode, measure, encode. */
final class CountTokensCall {
  private final Limits limits;

  CountTokensCall(Limits limits) {
    this.limits = limits;
  }

  CountTokensResponse answer(CountTokensRequest wire, ModelCatalog catalog, StopSignal stop) {
    Request.refuseProviderRequest(wire.hasProviderRequest());
    ModelProfile model = Request.found(catalog, wire.getModel()).model().stoppedBy(stop);
    Violations violations = new Violations();
    Request request = Request.of(model, wire.getComponentsList(), false, limits, violations, stop);
    violations.throwIfAny();
    return CountTokensCodec.response(
        request, new Sizer(model, stop).measure(request.components(), request.layout()));
  }
}
