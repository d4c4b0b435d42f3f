package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.token.ExactTokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Optional;
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
 * Cost of cutting a text to a quarter in its middle, where every byte or two is a place to cut.
 * Counting is made cheap, to see the search for places alone. Four times the bytes must cost little
 * more than four times the time, in every shape.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="TrimBenchmark -prof gc"</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TrimBenchmark {
  private static final Utf8Text NOTE = Utf8Text.of("[... shortened ...]");

  /** What the text is made of. */
  public enum Shape {
    WORDS("", "a ", ""),
    SENTENCES("", "A. ", ""),
    PARAGRAPHS("", "a\n\n", ""),
    ONE_WORD("", "a", ""),
    WHITE_SPACE("a", " \n", "a"),
    COMBINED_LETTERS("", "e\u0301", ""),
    ONE_CLUSTER("e", "\u0301", ""),
    FAMILY("", "\uD83D\uDC69\u200D", ""),
    FLAGS("", "\uD83C\uDDE9", ""),
    OPEN_TAGS("", "<a>", ""),
    TAGS("", "<a>b</a>", ""),
    LONE_ANGLES("", "< ", ""),
    FENCES("", "```\n", ""),
    BACKTICKS("", "`", ""),
    JSON_NUMBERS("[0", ",1", "]"),
    JSON_STRING("[\"a", " a", "\"]"),
    JSON_ESCAPES("[\"a", "\\n", "\"]"),
    JSON_OBJECTS("[{}", ",{\"a\":1}", "]"),
    ALMOST_JSON("[0", ",1", ""),
    OPEN_BRACKETS("", "[", "");

    private final String start;
    private final String unit;
    private final String end;

    Shape(String start, String unit, String end) {
      this.start = start;
      this.unit = unit;
      this.end = end;
    }

    Utf8Text text(int bytes) {
      int units = bytes / Utf8Text.of(unit).length();
      return Utf8Text.of(start + unit.repeat(units) + end);
    }
  }

  @Param Shape shape;

  @Param({"262144", "1048576"})
  int bytes;

  private Utf8Text text;
  private int limitTokens;

  @Setup
  public void setup() {
    text = shape.text(bytes);
    limitTokens = new FourBytes().count(text) / 4;
  }

  @Benchmark
  public Optional<Cut> cut() {
    return Trimmer.cut(
        text, limitTokens, Reduction.Side.MIDDLE, NOTE, new FourBytes(), StopSignal.NEVER);
  }

  /** Four bytes are a token. */
  private static final class FourBytes extends ExactTokenizer {
    FourBytes() {
      super("four-bytes");
    }

    @Override
    public int count(Utf8Text text) {
      return (text.length() + 3) / 4;
    }

    @Override
    public int prefixBytes(Utf8Text text, int limitTokens) {
      int end = Math.min(text.length(), 4 * limitTokens);
      while (!text.isCodePointBoundary(end)) {
        end--;
      }
      return end;
    }

    @Override
    public int suffixBytes(Utf8Text text, int limitTokens) {
      int start = Math.max(0, text.length() - 4 * limitTokens);
      while (!text.isCodePointBoundary(start)) {
        start++;
      }
      return text.length() - start;
    }
  }
}
