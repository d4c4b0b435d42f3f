package dev.contextbudget.grpc;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyRenderer;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizeHint;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonEdits;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.translate.BodyTranslator;
import dev.contextbudget.dialect.translate.Loss;
import dev.contextbudget.dialect.translate.NotConvertible;
import dev.contextbudget.dialect.translate.TargetModel;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.FittedBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits a body, and renders what is kept for another API.
 *
 * <p>The same request costs other framing there, so what is rendered is read and counted again. If
 * it is over the budget, the body is fitted into that much less. Each time the budget of the fit
 * falls by at least the excess and by at least twice what it fell before, so after at most 31 times
 * it is less than what must stay. That is tried last, and tells what would be enough.
 */
final class RenderedFit {
  private final FitContextCall.Asked asked;
  private final OpenedBody source;
  private final RenderAs target;
  private final StopSignal stop;

  RenderedFit(FitContextCall.Asked asked, RenderAs target, StopSignal stop) {
    this.asked = asked;
    this.source = asked.request().opened().orElseThrow();
    this.target = target;
    this.stop = stop;
  }

  /**
   * A body as another API takes it.
   *
   * @param totalTokens counted on it
   * @param messages number of messages that were framed
   * @param basis of that count
   */
  record Rendered(Utf8Text json, Format format, int totalTokens, int messages, CountBasis basis) {

    /** Returns the body for the answer. */
    FittedBody body() {
      return FittedBody.newBuilder()
          .setFormat(Dialects.wire(format))
          .setJson(Texts.wire(json))
          .build();
    }
  }

  /**
   * Fits and renders.
   *
   * @throws InvalidRequest with all that the other API has no place for
   * @throws BudgetUnsatisfiable if what must stay does not fit in the form of the other API
   */
  FitContextCall.Fitted fit(RequestSize sizes) {
    return asked.equation().spend(budget -> fit(sizes, budget));
  }

  private FitContextCall.Fitted fit(RequestSize sizes, int budgetTokens) {
    int limit = budgetTokens;
    int cut = 0;
    boolean isLeast = false;
    List<String> forcedBy = List.of();
    while (true) {
      FitResult fit;
      try {
        fit = fitInto(sizes, limit);
      } catch (BudgetUnsatisfiable e) {
        if (isLeast) {
          throw e;
        }
        isLeast = true;
        forcedBy = e.forcedBy();
        limit = Math.toIntExact(e.requiredTokens());
        continue;
      }
      Rendered rendered = render(fit);
      int excess = mostTokens(rendered.totalTokens(), rendered.messages()) - budgetTokens;
      if (excess <= 0) {
        return FitContextCall.Fitted.of(fit, rendered);
      }
      if (isLeast || limit == 1) {
        throw new BudgetUnsatisfiable(budgetTokens + (long) excess, budgetTokens, forcedBy);
      }
      cut = (int) Math.max(excess, Math.min(2L * cut, budgetTokens));
      int spent = mostTokens(fit.totalTokens(), fit.prompt().messages().size());
      limit = Math.max(1, Math.min(limit, spent) - cut);
    }
  }

  /** Returns what a count may be at the provider, who may frame each message differently. */
  private int mostTokens(int tokens, int messages) {
    return tokens + messages * asked.request().model().chatFormat().tolerancePerMessageTokens();
  }

  private FitResult fitInto(RequestSize sizes, int limit) {
    return Fitter.fit(
        FitContextCall.fitRequest(asked, limit, stop), asked.request().layout(), sizes);
  }

  private Rendered render(FitResult fit) {
    JsonEdits changes = BodyRenderer.render(source.dialect(), source.body(), fit.prompt());
    try {
      JsonDocument fitted = changes.isEmpty() ? source.body().json() : index(changes.text());
      BodyTranslator.Translation translation =
          BodyTranslator.translate(
              source.dialect().format(),
              fitted,
              target.dialect().format(),
              new TargetModel(
                  target.model(),
                  asked.equation().outputReserveTokens(),
                  asked.request().model().maxOutputTokens()));
      return count(translation, changes);
    } catch (NotConvertible lossy) {
      throw refused(lossy.losses(), changes);
    }
  }

  /** What the service wrote is JSON, if perhaps deeper or of more values than it takes itself. */
  private JsonDocument index(Utf8Text json) {
    byte[] bytes = new byte[json.length()];
    json.asByteBuffer().get(bytes);
    try {
      return JsonIndexer.index(bytes, stop);
    } catch (JsonFault fault) {
      throw new InvalidRequest(
          Violation.of(
              BodyDecoder.field(""),
              Reason.BODY_NOT_CONVERTIBLE,
              "in the form of the other API " + fault.kind().description()));
    }
  }

  private Rendered count(BodyTranslator.Translation translation, JsonEdits changes) {
    PartSizes sizes = new PartSizes(asked.request().model(), sizes(translation, changes));
    ProviderBody read = target.dialect().read(index(translation.json()), sizes);
    OpenedBody body = new OpenedBody(target.dialect(), read, sizes.images());
    Request counted = RequestDecoder.counted(asked.request().model(), body);
    RequestSize size =
        new Sizer(asked.request().model(), stop).measure(counted.components(), counted.layout());
    int messages = counted.layout().blocks().size();
    return new Rendered(
        translation.json(),
        target.dialect().format(),
        Math.toIntExact(size.totalTokens()),
        messages,
        BasisCodec.of(counted.model(), counted.opened(), messages));
  }

  /** What the caller stated of sizes is said of places in the body as sent. */
  private Map<String, SizeHint> sizes(BodyTranslator.Translation translation, JsonEdits changes) {
    Map<String, SizeHint> sizes = new HashMap<>();
    if (!target.sizes().isEmpty()) {
      translation
          .media()
          .forEach(
              (pointer, from) -> {
                SizeHint stated = target.sizes().get(sent(from, changes).pointer());
                if (stated != null) {
                  sizes.put(pointer, stated);
                }
              });
    }
    return sizes;
  }

  private static JsonValue sent(JsonValue fitted, JsonEdits changes) {
    return changes.isEmpty() ? fitted : changes.origin(fitted.pointer());
  }

  private static InvalidRequest refused(List<Loss> losses, JsonEdits changes) {
    return new InvalidRequest(
        losses.stream()
            .map(
                loss ->
                    Violation.of(
                        BodyDecoder.field(sent(loss.at(), changes).publicPointer()),
                        Reason.BODY_NOT_CONVERTIBLE,
                        loss.what()))
            .distinct()
            .toList());
  }
}
