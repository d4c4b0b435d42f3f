package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.tokenizer.split.Splitter;

/**
 * Counts the tokens of texts, and finds the prefixes and suffixes of so many tokens.
 *
 * <p>A text is split into pieces, a few at a time, and each piece is counted alone. Linear in the
 * bytes up to the answer. Texts are valid UTF-8, given as the bytes {@code [start, end)} of an
 * array; nothing of the array is kept.
 *
 * <p>For one thread: 1.2 MB of caches, which are worth keeping from text to text.
 */
public final class TokenCounter {
  /** Pieces split before they are counted: small enough to stay in the first-level cache. */
  private static final int BATCH = 256;

  private final Vocabulary vocabulary;
  private final Splitter splitter;
  private final PieceEncoder encoder;
  private final PieceCache cache;
  private final int[] ends = new int[BATCH];

  public TokenCounter(Vocabulary vocabulary, Splitter splitter) {
    this.vocabulary = vocabulary;
    this.splitter = splitter;
    encoder = new PieceEncoder(vocabulary);
    cache = new PieceCache(vocabulary, encoder);
  }

  /**
   * Returns the tokens of a text if they are at most {@code limitTokens}, else any number above.
   *
   * @throws StopSignal.Stopped if the caller has gone
   */
  public int countUpTo(byte[] text, int start, int end, int limitTokens, StopSignal stop) {
    if (end - start > (long) limitTokens * vocabulary.maxTokenBytes()) {
      return limitTokens + 1;
    }
    int tokens = 0;
    for (int at = start; at < end && tokens <= limitTokens; ) {
      stop.check();
      int pieces = splitter.split(text, at, end, ends);
      tokens += cache.count(text, at, ends, 0, pieces, stop);
      at = ends[pieces - 1];
    }
    return tokens;
  }

  /**
   * Returns the end of the longest prefix of whole tokens that ends between two code points and has
   * at most {@code limitTokens} tokens, in the text and alone.
   *
   * @throws StopSignal.Stopped if the caller has gone
   */
  public int prefixEnd(byte[] text, int start, int end, int limitTokens, StopSignal stop) {
    return new PrefixCut(this, text, start, end, stop).at(limitTokens);
  }

  /**
   * Returns the start of a suffix that begins between two code points and has at most {@code
   * limitTokens} tokens alone: the longest that begins with a whole token, as far as the bytes
   * before it do not change where tokens begin.
   *
   * @throws StopSignal.Stopped if the caller has gone
   */
  public int suffixStart(byte[] text, int start, int end, int limitTokens, StopSignal stop) {
    return new SuffixCut(this, text, start, end, stop).at(limitTokens);
  }

  /**
   * Returns the ends of the chunks that {@code limit} allows, which is asked for ranges of the
   * text: a chunk takes whole pieces up to the first one that is too many, and as many tokens of a
   * piece that alone is too many. It takes fewer where they count more alone.
   *
   * @throws StopSignal.Stopped if the caller has gone
   */
  public int[] chunkEnds(byte[] text, int start, int end, ChunkLimit limit, StopSignal stop) {
    return new ChunkCuts(this, text, start, end, limit, stop).ends();
  }

  /**
   * Returns the part of a text that counts the same whatever follows the text, and that what
   * follows the part can be counted without. Splits the whole text.
   *
   * @throws StopSignal.Stopped if the caller has gone
   */
  public Settled settled(byte[] text, int start, int end, StopSignal stop) {
    return Settled.of(pieces(text, start, end, stop), start, end - splitter.openBytes());
  }

  /** Gives back the memory that a long piece has taken, 4 bytes a token; the caches stay. */
  public void forgetText() {
    encoder.clear(0);
  }

  /** Returns a cursor before the first piece of a text. */
  Pieces pieces(byte[] text, int start, int end, StopSignal stop) {
    return new Pieces(splitter, cache, text, start, end, stop);
  }

  /**
   * Returns the ends of the tokens of one piece.
   *
   * @param from index of the first token whose end is wanted
   * @param to one past the index of the last one
   */
  int[] tokenEnds(byte[] text, int start, int end, int from, int to, StopSignal stop) {
    int tokens = encoder.encode(text, start, end, stop);
    int at = start;
    int[] found = new int[Math.min(to, tokens) - from];
    for (int i = 0; i < from + found.length; i++) {
      at += encoder.bytesOf(i);
      if (i >= from) {
        found[i - from] = at;
      }
    }
    return found;
  }
}
