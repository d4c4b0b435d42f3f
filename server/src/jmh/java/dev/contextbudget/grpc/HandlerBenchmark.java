package dev.contextbudget.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.FitStages;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prefix.CacheReport;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Reduction;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A tool-using conversation of 128,000 tokens from bytes to bytes, whole and in stages, into a
 * window of 100,000.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="HandlerBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandlerBenchmark {
  private static final String MODEL = "gpt-4.1";
  private static final int TOKENS = 128_000;
  private static final int WINDOW_TOKENS = 100_000;

  private final ModelCatalog catalog = new CatalogReader().bundled();
  private final FitContextCall call = new FitContextCall(Limits.DEFAULTS);
  private Meters meters;
  private ContextBudgetService service;
  private byte[] fitBytes;
  private byte[] countBytes;
  private byte[] compactBytes;
  private FitContextCall.Asked asked;
  private RequestSize sizes;
  private FitRequest request;
  private FitStages decided;
  private FitResult fit;
  private CacheReport cache;

  @Setup
  public void setup() throws InvalidProtocolBufferException {
    meters = new Meters(Set.of());
    service = new ContextBudgetService(() -> catalog, Limits.DEFAULTS, meters);
    List<Message> messages =
        ToolConversation.messages(42, TOKENS, catalog.find(MODEL).model().tokenizer());
    List<Component> components = ToolConversation.components(messages);
    fitBytes = fitRequest(components).toByteArray();
    countBytes =
        CountTokensRequest.newBuilder()
            .setModel(MODEL)
            .addAllComponents(components)
            .build()
            .toByteArray();
    compactBytes =
        CompactRequest.newBuilder()
            .setModel(MODEL)
            .addAllMessages(messages)
            .setTargetTokens(TOKENS / 4)
            .build()
            .toByteArray();
    asked = decode();
    sizes = count();
    request =
        FitContextCall.fitRequest(asked, asked.equation().inputBudgetTokens(), StopSignal.NEVER);
    decided = decide();
    fit = Fitter.fit(request, asked.request().layout(), sizes);
    cache = hash();
  }

  @TearDown
  public void tearDown() {
    meters.close();
  }

  private static FitContextRequest fitRequest(List<Component> components) {
    List<Component> clearing = new ArrayList<>(components);
    clearing.set(
        2,
        clearing.get(2).toBuilder()
            .setReduction(
                Reduction.newBuilder()
                    .setClearToolResults(ClearToolResults.newBuilder().setKeepLast(80)))
            .build());
    return FitContextRequest.newBuilder()
        .setModel(MODEL)
        .setPolicy(Policy.newBuilder().setContextWindowTokens(WINDOW_TOKENS))
        .addAllComponents(clearing)
        .setCache(CacheOptions.getDefaultInstance())
        .build();
  }

  /** Bytes to values of the core. */
  @Benchmark
  public FitContextCall.Asked decode() throws InvalidProtocolBufferException {
    return call.decode(FitContextRequest.parseFrom(fitBytes), catalog, StopSignal.NEVER);
  }

  /** Texts to tokens. */
  @Benchmark
  public RequestSize count() {
    return FitContextCall.measure(asked, StopSignal.NEVER);
  }

  /** Sizes to what stays and goes. */
  @Benchmark
  public FitStages decide() {
    return FitStages.decide(request, asked.request().layout(), sizes);
  }

  /** What stays to a prompt with its explanation. */
  @Benchmark
  public FitResult write() {
    return decided.write();
  }

  /** The prompt to hashes of its prefixes. */
  @Benchmark
  public CacheReport hash() {
    return FitContextCall.compare(asked, fit, StopSignal.NEVER);
  }

  /** Values of the core to bytes. */
  @Benchmark
  public byte[] encode() {
    return FitContextCall.encode(asked, FitContextCall.Fitted.of(fit), cache).toByteArray();
  }

  /** All of {@code FitContext}. */
  @Benchmark
  public byte[] fitContext() throws InvalidProtocolBufferException {
    Answer<FitContextResponse> answer = new Answer<>();
    service.fitContext(FitContextRequest.parseFrom(fitBytes), answer);
    return answer.bytes;
  }

  /** All of {@code CountTokens}. */
  @Benchmark
  public byte[] countTokens() throws InvalidProtocolBufferException {
    Answer<CountTokensResponse> answer = new Answer<>();
    service.countTokens(CountTokensRequest.parseFrom(countBytes), answer);
    return answer.bytes;
  }

  /** All of {@code Compact}, to a quarter and without a summary. */
  @Benchmark
  public byte[] compact() throws InvalidProtocolBufferException {
    Answer<CompactResponse> answer = new Answer<>();
    service.compact(CompactRequest.parseFrom(compactBytes), answer);
    return answer.bytes;
  }

  /** Serialises an answer, as the transport does. */
  private static final class Answer<T extends MessageLite> implements StreamObserver<T> {
    private byte[] bytes = new byte[0];

    @Override
    public void onNext(T answer) {
      bytes = answer.toByteArray();
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
