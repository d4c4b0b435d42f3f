package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
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
    Violations violations = new Violations();
    RequestDecoder decoder = new RequestDecoder(limits, violations, catalog, stop);
    if (wire.hasProviderRequest() && wire.getComponentsCount() > 0) {
      violations.add(BodyDecoder.PATH, Reason.CONFLICT, "must not stand beside components");
    }
    RenderAs.refuse(wire.getProviderRequest());
    Request request =
        wire.hasProviderRequest()
            ? decoder.of(wire.getModel(), wire.getProviderRequest(), false)
            : decoder.of(wire.getModel(), wire.getComponentsList(), false);
    violations.throwIfAny();
    return CountTokensCodec.response(
        request, new Sizer(request.model(), stop).measure(request.components(), request.layout()));
  }
}
