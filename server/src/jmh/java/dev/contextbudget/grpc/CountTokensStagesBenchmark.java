package dev.contextbudget.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.tokenizer.CountCache;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The stages of {@link CountTokensBenchmark} on one thread, without a transport.
 *
 * <pre>
 * mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="CountTokensStagesBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CountTokensStagesBenchmark {
  @Param CountTokensBenchmark.Texts texts;

  private byte[] bytes;
  private CountTokensRequest message;
  private ModelCatalog fresh;
  private ModelCatalog repeated;
  private Request request;
  private Request remembered;
  private RequestSize sizes;
  private CountTokensResponse answer;

  @Setup
  public void setup() throws InvalidProtocolBufferException {
    fresh = new CatalogReader().bundled();
    CountCache cache = new CountCache(1 << 16);
    repeated = new CatalogReader(cache::around).bundled();
    bytes = CountTokensBenchmark.request(texts).toByteArray();
    message = parse();
    request = decode(fresh);
    remembered = decode(repeated);
    sizes = countFresh();
    answer = response();
  }

  private Request decode(ModelCatalog catalog) {
    return new RequestDecoder(Limits.DEFAULTS, new Violations(), catalog, StopSignal.NEVER)
        .of(CountTokensBenchmark.MODEL, message.getComponentsList(), false);
  }

  private static RequestSize count(Request request) {
    return new Sizer(request.model(), StopSignal.NEVER)
        .measure(request.components(), request.layout());
  }

  /** Bytes to messages: protobuf's own work. */
  @Benchmark
  public CountTokensRequest parse() throws InvalidProtocolBufferException {
    return CountTokensRequest.parseFrom(bytes);
  }

  /** Messages to values of the core, checked. */
  @Benchmark
  public Request decode() {
    return decode(fresh);
  }

  /** Texts to tokens, without a cache. */
  @Benchmark
  public RequestSize countFresh() {
    return count(request);
  }

  /** Texts to tokens that are remembered. */
  @Benchmark
  public RequestSize countRepeated() {
    return count(remembered);
  }

  /** Tokens to the answer. */
  @Benchmark
  public CountTokensResponse response() {
    return CountTokensCodec.response(request, sizes);
  }

  /** The answer to bytes: protobuf's own work. */
  @Benchmark
  public byte[] encode() {
    return answer.toBuilder().build().toByteArray();
  }
}
