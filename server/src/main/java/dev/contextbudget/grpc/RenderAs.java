package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.SizeHint;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.View;
import java.util.Map;
import java.util.Optional;

/**
 * That a body shall come back as that of another API.
 *
 * @param model as the caller names it for that API
 * @param sizes what the caller states of sizes, by place in the body as sent
 */
record RenderAs(Dialect dialect, String model, Map<String, SizeHint> sizes) {
  private static final FieldPath FIELD = BodyDecoder.PATH.member("render_as");

  /** Decodes what a request asks; empty if nothing, or the same API. */
  static Optional<RenderAs> of(FitContextRequest wire, Violations violations) {
    ProviderRequest body = wire.getProviderRequest();
    if (!isAsked(body)) {
      return Optional.empty();
    }
    if (wire.getView() == View.VIEW_EDITS) {
      violations.add(
          FIELD, Reason.CONFLICT, "must not be set with VIEW_EDITS: no edits lead to another API");
    }
    if (wire.getModel().isBlank()) {
      violations.add(
          FieldPath.of("model"),
          Reason.REQUIRED,
          "is required with render_as: the body names a model of its own API");
    }
    Map<String, SizeHint> sizes = new HintDecoder(new Violations(), body).sizes();
    return Dialects.of(FIELD, body.getRenderAs(), violations)
        .map(dialect -> new RenderAs(dialect, wire.getModel(), sizes));
  }

  private static boolean isAsked(ProviderRequest body) {
    return body.getRenderAs() != ProviderFormat.PROVIDER_FORMAT_UNSPECIFIED
        && body.getRenderAsValue() != body.getFormatValue();
  }

  /**
   * Refuses a request whose answer has no body that is ready to send.
   *
   * @throws InvalidRequest if another API is asked for
   */
  static void refuse(ProviderRequest body) {
    if (isAsked(body)) {
      throw new InvalidRequest(
          Violation.of(FIELD.toString(), Reason.CONFLICT, "must be set in FitContext alone"));
    }
  }
}
