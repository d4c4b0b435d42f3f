package dev.contextbudget.grpc;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The gRPC edge: each of the unary calls is a function from request to answer. */
public final class ContextBudgetService
    extends ContextBudgetServiceGrpc.ContextBudgetServiceImplBase {
  private final Supplier<ModelCatalog> catalogs;
  private final Limits limits;
  private final CountTokensCall countTokens;
  private final PlanBudgetCall planBudget;
  private final FitContextCall fitContext;
  private final CompactCall compact;
  private final AnswerMeters meters;

  /**
   * @param catalogs gives the snapshot that a request keeps to its end
   * @param meters are told the numbers of every answer
   */
  public ContextBudgetService(Supplier<ModelCatalog> catalogs, Limits limits, Meters meters) {
    this.catalogs = catalogs;
    this.limits = limits;
    this.countTokens = new CountTokensCall(limits);
    this.planBudget = new PlanBudgetCall(limits);
    this.fitContext = new FitContextCall(limits);
    this.compact = new CompactCall(limits);
    this.meters = new AnswerMeters(meters);
  }

  @Override
  public void countTokens(
      CountTokensRequest request, StreamObserver<CountTokensResponse> observer) {
    Unary.reply(
        observer, stop -> meters.counted(countTokens.answer(request, catalogs.get(), stop)));
  }

  @Override
  public void planBudget(PlanBudgetRequest request, StreamObserver<PlanBudgetResponse> observer) {
    Unary.reply(observer, stop -> planBudget.answer(request, catalogs.get(), stop));
  }

  @Override
  public void fitContext(FitContextRequest request, StreamObserver<FitContextResponse> observer) {
    Unary.reply(
        observer, stop -> meters.fitted(request, fitContext.answer(request, catalogs.get(), stop)));
  }

  @Override
  public void compact(CompactRequest request, StreamObserver<CompactResponse> observer) {
    Unary.reply(observer, stop -> meters.compacted(compact.answer(request, catalogs.get(), stop)));
  }

  @Override
  public StreamObserver<CountTokensStreamRequest> countTokensStream(
      StreamObserver<CountTokensStreamResponse> observer) {
    return CountTokensStreamCall.start(
        catalogs, limits, (ServerCallStreamObserver<CountTokensStreamResponse>) observer, meters);
  }
}
