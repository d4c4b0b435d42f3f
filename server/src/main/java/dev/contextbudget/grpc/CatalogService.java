package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.lint.LintFacts;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.GetLimitsRequest;
import dev.contextbudget.v1.GetLimitsResponse;
import dev.contextbudget.v1.GetModelRequest;
import dev.contextbudget.v1.GetModelResponse;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.ListModelsResponse;
import dev.contextbudget.v1.ListPresetsRequest;
import dev.contextbudget.v1.ListPresetsResponse;
import dev.contextbudget.v1.NameMatch;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** What the service knows: models, presets, its own limits, and what providers refuse. */
public final class CatalogService extends CatalogServiceGrpc.CatalogServiceImplBase {
  private static final int DEFAULT_PAGE_SIZE = 200;

  private final Supplier<ModelCatalog> catalogs;
  private final Limits limits;
  private final LintContextCall linting;

  /**
   * @param catalogs gives the snapshot that a request keeps to its end
   * @param facts what the rules of {@code LintContext} know of models
   */
  public CatalogService(Supplier<ModelCatalog> catalogs, Limits limits, LintFacts facts) {
    this.catalogs = catalogs;
    this.limits = limits;
    this.linting = new LintContextCall(limits, facts);
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    Unary.reply(observer, () -> listModels(request));
  }

  private ListModelsResponse listModels(ListModelsRequest request) {
    Violations violations = new Violations();
    int asked =
        violations.upTo(FixedLimit.PAGE_SIZE, FieldPath.of("page_size"), request.getPageSize(), 0);
    violations.throwIfAny();
    int size = asked == 0 ? DEFAULT_PAGE_SIZE : asked;
    ModelCatalog catalog = catalogs.get();
    List<ModelProfile> models =
        catalog.models().stream()
            .filter(
                m -> request.getProvider().isEmpty() || m.provider().equals(request.getProvider()))
            .toList();
    int from = start(request.getPageToken(), models);
    List<ModelProfile> page = models.subList(from, Math.min(models.size(), from + size));
    ListModelsResponse.Builder response =
        ListModelsResponse.newBuilder().setCatalogDate(catalog.date());
    page.forEach(model -> response.addModels(CatalogCodec.model(model)));
    if (from + size < models.size()) {
      response.setNextPageToken(page.get(page.size() - 1).id());
    }
    return response.build();
  }

  /** A page token is the id of the last model of the page before. */
  private static int start(String pageToken, List<ModelProfile> models) {
    if (pageToken.isEmpty()) {
      return 0;
    }
    for (int i = 0; i < models.size(); i++) {
      if (models.get(i).id().equals(pageToken)) {
        return i + 1;
      }
    }
    throw new InvalidRequest(
        Violation.of(
            "page_token",
            Reason.INVALID_PAGE_TOKEN,
            "was not made by this service: send none for the first page"));
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
    Unary.reply(
        observer,
        () -> {
          ModelCatalog.Found found = RequestDecoder.found(catalogs.get(), request.getModel());
          return GetModelResponse.newBuilder()
              .setModel(CatalogCodec.model(found.model()))
              .setMatch(Enums.encode(found.match(), "NAME_MATCH_", NameMatch.class))
              .build();
        });
  }

  @Override
  public void listPresets(
      ListPresetsRequest request, StreamObserver<ListPresetsResponse> observer) {
    Unary.reply(
        observer,
        () -> {
          ListPresetsResponse.Builder response = ListPresetsResponse.newBuilder();
          catalogs.get().presets().forEach(p -> response.addPresets(BudgetCodec.preset(p)));
          return response.build();
        });
  }

  @Override
  public void getLimits(GetLimitsRequest request, StreamObserver<GetLimitsResponse> observer) {
    Unary.reply(observer, () -> GetLimitsResponse.newBuilder().addAllLimits(limits.wire()).build());
  }

  @Override
  public void lintContext(
      LintContextRequest request, StreamObserver<LintContextResponse> observer) {
    Unary.reply(observer, stop -> linting.answer(request, catalogs.get(), stop));
  }
}
