package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counts one text, with our engine and with jtokkit: {@code deploy/bench/counting.sh} runs these in
 * one process and says how many times faster it is.
 *
 * <p>Ours takes UTF-8 bytes and jtokkit a string, what each is made for.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class CountingBenchmark {
  @Param("src/main")
  public String folder = "";

  @Param("java")
  public String corpus = "";

  @Param("o200k_base")
  public String vocabulary = "";

  private String text = "";
  private byte[] utf8 = {};
  private Vocabulary tables;
  private BundledVocabulary bundled;
  private TokenCounter warm;
  private Encoding jtokkit;

  /** A counter that has counted nothing. */
  @State(Scope.Benchmark)
  public static class Cold {
    private TokenCounter counter;

    /** Its caches are empty before each text; the tables are those of the process. */
    @Setup(Level.Invocation)
    public void renew(CountingBenchmark benchmark) {
      counter = new TokenCounter(benchmark.tables, benchmark.bundled.splitter());
    }
  }

  /** Reads the text, and sees that both counts are equal. */
  @Setup
  public void read() throws IOException {
    text = Objects.requireNonNull(Corpora.in(Path.of(folder)).get(corpus), corpus);
    utf8 = text.getBytes(StandardCharsets.UTF_8);
    bundled = BundledVocabulary.named(vocabulary).orElseThrow();
    tables = bundled.load();
    warm = new TokenCounter(tables, bundled.splitter());
    jtokkit = Encodings.newLazyEncodingRegistry().getEncoding(vocabulary).orElseThrow();
    if (ours() != jtokkit()) {
      throw new IllegalStateException("counts differ: %d, %d".formatted(ours(), jtokkit()));
    }
  }

  @Benchmark
  public int ours() {
    return warm.countUpTo(utf8, 0, utf8.length, Integer.MAX_VALUE, StopSignal.NEVER);
  }

  @Benchmark
  public int oursCold(Cold cold) {
    return cold.counter.countUpTo(utf8, 0, utf8.length, Integer.MAX_VALUE, StopSignal.NEVER);
  }

  @Benchmark
  public int jtokkit() {
    return jtokkit.countTokensOrdinary(text);
  }
}
