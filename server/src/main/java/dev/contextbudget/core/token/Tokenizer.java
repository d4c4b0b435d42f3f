package dev.contextbudget.core.token;

import dev.contextbudget.core.error.StopSignal;

/**
 * Counts tokens of plain text: what looks like a special token, such as {@code <|endoftext|>}, is
 * text.
 *
 * <p>Implementations are thread-safe and deterministic. Counts are not additive over concatenation:
 * a boundary between two texts can save or cost tokens.
 */
public interface Tokenizer {

  /** Returns the name that {@code KnownTokens.tokenizer_id} must give for a count to be trusted. */
  String id();

  /** Returns how far the counts can be trusted. */
  Accuracy accuracy();

  /** Returns by which share the truth may lie above a count; 0 if and only if counts are exact. */
  double errorMarginRatio();

  /** Returns the tokens of {@code text}; 0 for an empty text. */
  int count(Utf8Text text);

  /**
   * Returns the tokens of {@code text} if they are at most {@code limitTokens}, else any number
   * above the limit. Work is bounded by the limit and not by the text.
   *
   * @param limitTokens {@code >= 0}
   */
  int countUpTo(Utf8Text text, int limitTokens);

  /**
   * Returns the length in bytes of a prefix of at most {@code limitTokens} tokens that ends between
   * two code points. It is the longest one whose tokens are also the first tokens of the whole
   * text.
   *
   * @param limitTokens {@code >= 0}
   */
  int prefixBytes(Utf8Text text, int limitTokens);

  /**
   * Returns the length in bytes of a suffix of at most {@code limitTokens} tokens that begins
   * between two code points, counted alone; as long as the tokenizer can tell cheaply.
   *
   * @param limitTokens {@code >= 0}
   */
  int suffixBytes(Utf8Text text, int limitTokens);

  /**
   * Returns the ends in bytes of the chunks that a text is cut into, one behind the other and the
   * last one at its end; none of an empty text. Each is as long as {@code limit} allows, as it
   * stands in the text and counted alone, and ends with a piece, which is never merged with its
   * neighbours: a word, a number or a run of signs where texts are split into those first. It ends
   * within one only if that alone is too long, and between two code points.
   *
   * <p>A chunk has at least one code point, whatever the limit. Linear in the text.
   */
  int[] chunkEnds(Utf8Text text, ChunkLimit limit);

  /** Returns the count of a text that is still empty and will grow. */
  RunningCount running();

  /**
   * Returns the same tokenizer for the work of one request, which asks a signal as it goes through
   * a long text: a text of 4 MiB takes longer than a caller that has gone should cost. One that is
   * always quick may return itself.
   */
  default Tokenizer stoppedBy(StopSignal stop) {
    return this;
  }
}
