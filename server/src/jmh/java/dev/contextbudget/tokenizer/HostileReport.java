package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.ToIntBiFunction;

/**
 * Prints how long texts take that are made to be slow, and how long a short prefix of a long text:
 * {@code deploy/bench/hostile.sh} runs it.
 *
 * <p>Caches are empty before each text; what is printed is the best of several times.
 */
public final class HostileReport {
  private static final int SMALL_BYTES = 1 << 16;
  private static final int LARGE_BYTES = 1 << 20;
  private static final int PREFIX_TEXT_BYTES = 4 << 20;
  private static final int PREFIX_TOKENS = 4_000;

  /** A prefix takes a fraction of a millisecond: more runs, until the compiler has seen it. */
  private static final int SHORT_WORK_TIMES = 100;

  private static final double NANOS_PER_MILLI = 1e6;

  private final BundledVocabulary bundled;
  private final Vocabulary tables;
  private final int times;

  private HostileReport(BundledVocabulary bundled, int times) {
    this.bundled = bundled;
    tables = bundled.load();
    this.times = times;
  }

  /**
   * Times each {@link HostileText}, then prefixes.
   *
   * @param args vocabulary, how often each text is counted, and folder of texts to cut
   */
  public static void main(String[] args) throws IOException {
    HostileReport report =
        new HostileReport(
            BundledVocabulary.named(args[0]).orElseThrow(), Integer.parseInt(args[1]));
    report.hostile(false);
    report.hostile(true);
    for (var corpus : Corpora.in(Path.of(args[2])).entrySet()) {
      report.prefix(corpus.getKey(), corpus.getValue().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void hostile(boolean print) {
    for (HostileText text : HostileText.values()) {
      double small = bestMillis(HostileReport::count, text.utf8(SMALL_BYTES), times);
      double large = bestMillis(HostileReport::count, text.utf8(LARGE_BYTES), times);
      if (print) {
        System.out.printf(
            "%s ms_64K=%.2f ms_1M=%.2f times=%.1f MBps=%.0f%n",
            text, small, large, large / small, LARGE_BYTES / 1e3 / large);
      }
    }
  }

  private void prefix(String name, byte[] unit) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(PREFIX_TEXT_BYTES + unit.length);
    while (text.size() < PREFIX_TEXT_BYTES) {
      text.writeBytes(unit);
    }
    System.out.printf(
        "%s prefix_ms=%.3f of %d bytes%n",
        name,
        bestMillis(HostileReport::prefixEnd, text.toByteArray(), times * SHORT_WORK_TIMES),
        text.size());
  }

  private static int count(TokenCounter counter, byte[] text) {
    return counter.countUpTo(text, 0, text.length, Integer.MAX_VALUE, StopSignal.NEVER);
  }

  private static int prefixEnd(TokenCounter counter, byte[] text) {
    return counter.prefixEnd(text, 0, text.length, PREFIX_TOKENS, StopSignal.NEVER);
  }

  private double bestMillis(ToIntBiFunction<TokenCounter, byte[]> work, byte[] text, int times) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      TokenCounter counter = new TokenCounter(tables, bundled.splitter());
      long start = System.nanoTime();
      if (work.applyAsInt(counter, text) <= 0) {
        throw new IllegalStateException("nothing was counted");
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / NANOS_PER_MILLI;
  }
}
