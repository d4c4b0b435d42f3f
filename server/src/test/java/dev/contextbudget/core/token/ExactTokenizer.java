package dev.contextbudget.core.token;

import java.util.stream.IntStream;

/** What tokenizers of tests have in common: they are exact, and quick enough to count all. */
public abstract class ExactTokenizer implements Tokenizer {
  private final String id;

  protected ExactTokenizer(String id) {
    this.id = id;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Accuracy accuracy() {
    return Accuracy.EXACT;
  }

  @Override
  public final double errorMarginRatio() {
    return 0;
  }

  @Override
  public final int countUpTo(Utf8Text text, int limitTokens) {
    return Math.min(count(text), limitTokens + 1);
  }

  /** Tries every longer chunk: quadratic, and right by definition. */
  @Override
  public final int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
    IntStream.Builder ends = IntStream.builder();
    for (int start = 0; start < text.length(); ) {
      int end = codePointEnd(text, start);
      while (end < text.length()) {
        int longer = codePointEnd(text, end);
        if (!limit.allows(start, longer, count(text.slice(start, longer)))) {
          break;
        }
        end = longer;
      }
      ends.add(end);
      start = end;
    }
    return ends.build().toArray();
  }

  private static int codePointEnd(Utf8Text text, int start) {
    int end = start + 1;
    while (!text.isCodePointBoundary(end)) {
      end++;
    }
    return end;
  }

  /** Counts all again. */
  @Override
  public final RunningCount running() {
    return new RunningCount() {
      private Utf8Text whole = Utf8Text.EMPTY;

      @Override
      public void append(Utf8Text part) {
        whole = whole.followedBy(part);
      }

      @Override
      public int tokensWith(Utf8Text rest) {
        return count(whole.followedBy(rest));
      }

      @Override
      public int openBytes() {
        return whole.length();
      }
    };
  }
}
