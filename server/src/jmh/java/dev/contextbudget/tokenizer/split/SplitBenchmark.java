package dev.contextbudget.tokenizer.split;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Splitting by windows beside splitting piece by piece, on the same text. Read {@code megabytes},
 * which is MB/s, as a ratio of the two: a busy machine slows both.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="SplitBenchmark"</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class SplitBenchmark {

  /** The text, of a kind each. */
  public enum Text {
    MEETING("/sweep/qmsum/val.jsonl"),
    CODE_AND_TOOLS("/sweep/sweagent/demonstrations.jsonl"),
    JSON("/sweep/taubench/airline.jsonl"),
    QUOTED("“It’s only — well, you know…” she said. "),
    GERMAN("Die Größe der Städte wächst über Jahre, und für große Häuser fehlt Öl. "),
    CHINESE("今天天气很好，我们去公园散步。他说：“你好！”然后走了、再见。"),
    MESSAGE("Hi, I'd like to change my flight to the 14th, if that isn't too late? Thanks a lot!");

    private final String source;

    Text(String source) {
      this.source = source;
    }

    byte[] bytes() throws IOException {
      if (!source.startsWith("/")) {
        int times = this == MESSAGE ? 1 : 10_000;
        return source.repeat(times).getBytes(StandardCharsets.UTF_8);
      }
      try (InputStream in =
          Objects.requireNonNull(SplitBenchmark.class.getResourceAsStream(source), source)) {
        return in.readAllBytes();
      }
    }
  }

  /** Turns runs into bytes. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Volume {
    public double megabytes;

    @Setup(Level.Iteration)
    public void reset() {
      megabytes = 0;
    }
  }

  @Param({"O200K", "CL100K", "DEEPSEEK_V3"})
  SplitPattern pattern;

  @Param Text text;

  private final int[] ends = new int[512];
  private WindowSplitter windows;
  private PieceSplitter pieces;
  private byte[] bytes;

  @Setup
  public void setup() throws IOException {
    windows = (WindowSplitter) pattern.splitter();
    pieces = windows.pieces();
    bytes = text.bytes();
  }

  @Benchmark
  public int byWindows(Volume volume) {
    return split(windows, volume);
  }

  @Benchmark
  public int pieceByPiece(Volume volume) {
    return split(pieces, volume);
  }

  private int split(Splitter splitter, Volume volume) {
    int found = 0;
    for (int at = 0; at < bytes.length; ) {
      int count = splitter.split(bytes, at, bytes.length, ends);
      found += count;
      at = ends[count - 1];
    }
    volume.megabytes += bytes.length / 1e6;
    return found;
  }
}
