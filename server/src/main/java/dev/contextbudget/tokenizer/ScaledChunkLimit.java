package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.Utf8Text;

/**
 * A limit of estimated tokens, asked with those of another vocabulary. Knows the mix of the range
 * it was asked for last: the next one is a word more, or begins where that ended.
 */
final class ScaledChunkLimit implements ChunkLimit {
  private final Utf8Text text;
  private final ChunkLimit limit;
  private final ContentMix mix;
  private int from;
  private int to;

  /**
   * @param limit is asked with estimates
   */
  ScaledChunkLimit(Utf8Text text, ContentRatios ratios, ChunkLimit limit) {
    this.text = text;
    this.limit = limit;
    mix = new ContentMix(ratios);
  }

  @Override
  public boolean allows(int start, int end, int tokens) {
    move(start, end);
    return limit.allows(start, end, mix.tokens(tokens));
  }

  private void move(int start, int end) {
    if (end > to) {
      mix.add(text.slice(to, end));
    } else {
      mix.remove(text.slice(end, to));
    }
    if (start > from) {
      mix.remove(text.slice(from, start));
    } else {
      mix.add(text.slice(start, from));
    }
    from = start;
    to = end;
  }
}
