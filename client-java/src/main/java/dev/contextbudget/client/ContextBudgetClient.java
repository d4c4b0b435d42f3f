package dev.contextbudget.client;

import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
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
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Calls a Context Budget server. One client is enough for a program: it is safe for use by many
 * threads and keeps its connections open until it is closed.
 *
 * <p>A call blocks until it has its answer, fails, or its deadline passes; the methods that end in
 * {@code Async} do not block. A failed call throws {@link ContextBudgetClientException}; an
 * interrupted one fails with {@code CANCELLED} and leaves the thread interrupted.
 *
 * <p>No call has a side effect, so one that failed with {@code UNAVAILABLE} is tried again, after
 * 0.1 to 2 seconds or after the time the server asks for. Any other failure is final, unless the
 * server itself asks for another attempt. Nothing is tried again while more than every tenth call
 * fails, so that a struggling server is left alone.
 *
 * <p>A call of a closed client fails with {@link IllegalStateException}.
 */
public final class ContextBudgetClient implements AutoCloseable {
  private final Calls calls;

  private ContextBudgetClient(Calls calls) {
    this.calls = calls;
  }

  /** Returns a client; it connects with the first call. */
  public static ContextBudgetClient create(ClientOptions options) {
    return new ContextBudgetClient(Calls.open(options));
  }

  /**
   * Returns this client with another deadline for its calls; closing either closes both.
   *
   * @param deadline above zero and at most a day
   */
  public ContextBudgetClient withDeadline(Duration deadline) {
    return new ContextBudgetClient(calls.withDeadline(deadline));
  }

  /** Counts what the model will be charged for. */
  public CountTokensResponse countTokens(CountTokensRequest request) {
    return calls.call(ContextBudgetServiceGrpc.getCountTokensMethod(), request);
  }

  /** Counts without blocking. */
  public CompletableFuture<CountTokensResponse> countTokensAsync(CountTokensRequest request) {
    return calls.start(ContextBudgetServiceGrpc.getCountTokensMethod(), request);
  }

  /** Divides the window between slots. */
  public PlanBudgetResponse planBudget(PlanBudgetRequest request) {
    return calls.call(ContextBudgetServiceGrpc.getPlanBudgetMethod(), request);
  }

  /** Divides the window without blocking. */
  public CompletableFuture<PlanBudgetResponse> planBudgetAsync(PlanBudgetRequest request) {
    return calls.start(ContextBudgetServiceGrpc.getPlanBudgetMethod(), request);
  }

  /**
   * Fits a context into its budget. Where the request asks for {@code VIEW_EDITS}, {@link
   * Edits#apply(FitContextRequest, FitContextResponse)} makes the prompt of the answer whole.
   */
  public FitContextResponse fitContext(FitContextRequest request) {
    return calls.call(ContextBudgetServiceGrpc.getFitContextMethod(), request);
  }

  /** Fits a context without blocking. */
  public CompletableFuture<FitContextResponse> fitContextAsync(FitContextRequest request) {
    return calls.start(ContextBudgetServiceGrpc.getFitContextMethod(), request);
  }

  /** Shortens a history. */
  public CompactResponse compact(CompactRequest request) {
    return calls.call(ContextBudgetServiceGrpc.getCompactMethod(), request);
  }

  /** Shortens a history without blocking. */
  public CompletableFuture<CompactResponse> compactAsync(CompactRequest request) {
    return calls.start(ContextBudgetServiceGrpc.getCompactMethod(), request);
  }

  /**
   * Counts many documents over one call; returns after the last answer.
   *
   * <p>Documents are taken as fast as the server reads them. Both arguments are used by one thread
   * at a time, which is not the caller's; what they throw ends the call and comes out of it.
   *
   * @param documents the first one names the model; {@link Documents} makes them of texts
   * @param answers takes an answer for each document, in their order; slow down here, and the
   *     server waits
   */
  public void countTokensStream(
      Iterator<CountTokensStreamRequest> documents, Consumer<CountTokensStreamResponse> answers) {
    calls.stream(ContextBudgetServiceGrpc.getCountTokensStreamMethod(), documents, answers);
  }

  /** Lists the models of the catalogue, a page at a time. */
  public ListModelsResponse listModels(ListModelsRequest request) {
    return calls.call(CatalogServiceGrpc.getListModelsMethod(), request);
  }

  /** Finds the model that a name stands for. */
  public GetModelResponse getModel(String name) {
    GetModelRequest request = GetModelRequest.newBuilder().setModel(name).build();
    return calls.call(CatalogServiceGrpc.getGetModelMethod(), request);
  }

  /** Lists the presets that a policy may name. */
  public ListPresetsResponse listPresets() {
    return calls.call(
        CatalogServiceGrpc.getListPresetsMethod(), ListPresetsRequest.getDefaultInstance());
  }

  /** Tells the limits on requests that are in force. */
  public GetLimitsResponse getLimits() {
    return calls.call(
        CatalogServiceGrpc.getGetLimitsMethod(), GetLimitsRequest.getDefaultInstance());
  }

  /** Says whether a provider request is valid, and what in it breaks caching. */
  public LintContextResponse lintContext(LintContextRequest request) {
    return calls.call(CatalogServiceGrpc.getLintContextMethod(), request);
  }

  /** Lets calls in flight end for five seconds, then cuts them off. Closing twice does nothing. */
  @Override
  public void close() {
    calls.close();
  }
}
