package dev.contextbudget.core.token;

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

  @Override
  public final int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
    throw new UnsupportedOperationException("no test of a made-up tokenizer asks for chunks");
  }

  @Override
  public final RunningCount running() {
    throw new UnsupportedOperationException("no test of a made-up tokenizer asks for it");
  }
}
