package dev.contextbudget.grpc;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.DegradationLevel;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ModelFit;
import java.util.ArrayList;
import java.util.List;

/**
 * The same request under other models: what each would have to lose and what it would cost.
 *
 * <p>Each is fitted as on a first call, because no cache of one model holds anything for another.
 * What is wrong under one model alone, such as a window above its own, is told as its result and
 * does not fail the call.
 */
final class ComparedModels {
  private final FitContextCall fits;
  private final ModelCatalog catalog;
  private final StopSignal stop;

  ComparedModels(FitContextCall fits, ModelCatalog catalog, StopSignal stop) {
    this.fits = fits;
    this.catalog = catalog;
    this.stop = stop;
  }

  /**
   * Fits a request under each model that it compares.
   *
   * @throws InvalidRequest if there are too many
   * @throws dev.contextbudget.core.error.UnknownName if the catalogue has not one of them
   */
  List<ModelFit> of(FitContextRequest wire) {
    Violations violations = new Violations();
    violations.atMost(
        FieldPath.of("compare_models"),
        FixedLimit.COMPARE_MODELS,
        "the number of models",
        wire.getCompareModelsCount());
    violations.throwIfAny();
    List<ModelFit> compared = new ArrayList<>();
    for (String name : wire.getCompareModelsList()) {
      stop.check();
      FitContextRequest.Builder other = wire.toBuilder().setModel(name).clearCompareModels();
      if (wire.hasCache()) {
        other.setCache(CacheOptions.getDefaultInstance());
      }
      compared.add(under(RequestDecoder.found(catalog, name).model(), other.build()));
    }
    return compared;
  }

  private ModelFit under(ModelProfile model, FitContextRequest wire) {
    ModelFit.Builder told = ModelFit.newBuilder().setBasis(BasisCodec.of(model, 0));
    try {
      FitContextCall.Asked asked = fits.decode(wire, catalog, stop);
      FitContextCall.Fitted fitted =
          FitContextCall.fitted(asked, FitContextCall.measure(asked, stop), stop);
      FitResult fit = fitted.fit();
      DegradationLevel level =
          Enums.encode(fit.level(), "DEGRADATION_LEVEL_", DegradationLevel.class);
      told.setBasis(FitContextCodec.basis(asked.request(), fitted))
          .setInputBudgetTokens(asked.equation().inputBudgetTokens())
          .setBeforeTokens(fit.beforeTokens())
          .setFitsWhole(level == DegradationLevel.DEGRADATION_LEVEL_NONE)
          .setTotalTokens(fitted.totalTokens())
          .setDegradationLevel(level);
      model
          .pricesFor(fitted.totalTokens())
          .ifPresent(prices -> told.setCostUsd(prices.plainUsd(fitted.totalTokens())));
    } catch (BudgetUnsatisfiable tooSmall) {
      told.setErrorReason(tooSmall.reason().name())
          .setInputBudgetTokens(atMost(tooSmall.availableTokens()))
          .setRequiredTokens(atMost(tooSmall.requiredTokens()));
    } catch (InvalidRequest wrong) {
      told.setErrorReason(wrong.reason().name());
    }
    return told.build();
  }

  private static int atMost(long tokens) {
    return (int) Math.min(tokens, FixedLimit.TOKENS.value());
  }
}
